"""Storing saved searches; nobody's are seen by anybody else."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    func,
    insert,
    select,
)

from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.ids import short_code
from services.search.saved.saved import (
    MOST_KEPT,
    Holder,
    NoSuchSavedSearch,
    Parameters,
    SavedId,
    SavedSearch,
    TooManySaved,
)
from services.search.saved.tables import saved_searches

_ID_LENGTH = 10


class SavedSearches:
    """Every call raises DatabaseUnavailable when the database is away."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, holder: Holder, name: str, parameters: Parameters) -> SavedSearch:
        """Raises TooManySaved."""
        saved = SavedSearch(
            id=SavedId(short_code(_ID_LENGTH)),
            holder=holder,
            name=name,
            parameters=parameters,
            created_at=self._clock.now(),
        )

        def store(conn: Connection) -> None:
            own = saved_searches.c.holder == holder
            count = select(func.count()).select_from(saved_searches).where(own)
            if (conn.scalar(count) or 0) >= MOST_KEPT:
                raise TooManySaved
            conn.execute(insert(saved_searches).values(_row(saved)))

        self._database.write(store)
        return saved

    def kept_by(self, holder: Holder) -> Sequence[SavedSearch]:
        """The newest first."""
        known = saved_searches.c
        query = (
            select(saved_searches)
            .where(known.holder == holder)
            .order_by(known.created_at.desc(), known.id)
        )
        return self._database.read(lambda conn: [_saved(row) for row in conn.execute(query)])

    def find(self, holder: Holder, id_: SavedId) -> SavedSearch:
        """Raises NoSuchSavedSearch."""
        query = select(saved_searches).where(*_own(holder, id_))
        row = self._database.read(lambda conn: conn.execute(query).one_or_none())
        if row is None:
            raise NoSuchSavedSearch
        return _saved(row)

    def forget(self, holder: Holder, id_: SavedId) -> None:
        """Raises NoSuchSavedSearch."""
        statement = delete(saved_searches).where(*_own(holder, id_))
        if not self._database.write(lambda conn: conn.execute(statement).rowcount):
            raise NoSuchSavedSearch


def _own(holder: Holder, id_: SavedId) -> list[ColumnElement[bool]]:
    return [saved_searches.c.holder == holder, saved_searches.c.id == id_]


def _row(saved: SavedSearch) -> dict[str, object]:
    return {
        "id": saved.id,
        "holder": saved.holder,
        "name": saved.name,
        "parameters": {name: list(values) for name, values in saved.parameters.items()},
        "created_at": saved.created_at,
    }


def _saved(row: Row[Any]) -> SavedSearch:
    return SavedSearch(**row._mapping)
