"""Keeping a list's filters under a name, for the account that keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, delete, func, select

from services.intake.cases.case.refusals import MissingDetail
from services.intake.desk.filters.tables import saved_filters
from services.runtime.database import Database, upsert

Page = Literal["inbox", "cases"]
PAGES: Final[tuple[Page, ...]] = ("inbox", "cases")
LONGEST_NAME: Final = 60
MOST: Final = 50
"""Filters of one account on one page."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A list that somebody comes back to."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """Use cases of officers; each sees the own ones only."""

    database: Database

    def keep(self, owner: str, page: Page, name: str, query: str) -> SavedFilter:
        """A filter of the same name is replaced. Raises MissingDetail for a name that is empty or
        too long, and when there are MOST already."""
        name = " ".join(name.split())
        if not name:
            raise MissingDetail("name", "required")
        if len(name) > LONGEST_NAME:
            raise MissingDetail("name", "length")

        def use(conn: Connection) -> SavedFilter:
            if _others(conn, owner, page, name) >= MOST:
                raise MissingDetail("name", "many_filters")
            row = {"owner": owner, "page": page, "name": name, "query": query}
            # Pressed twice, the second one must not stumble over the first.
            upsert(conn, saved_filters, [row], key=["owner", "page", "name"])
            return SavedFilter(name, query)

        return self.database.write(use)

    def drop(self, owner: str, page: Page, name: str) -> None:
        """Without it, nothing changes."""
        self.database.write(lambda conn: _drop(conn, owner, page, name))

    def of(self, owner: str, page: Page) -> Sequence[SavedFilter]:
        """By name. One statement."""
        return self.database.read(lambda conn: _of(conn, owner, page))


def _of(conn: Connection, owner: str, page: Page) -> Sequence[SavedFilter]:
    rows = conn.execute(
        select(saved_filters.c.name, saved_filters.c.query)
        .where(saved_filters.c.owner == owner, saved_filters.c.page == page)
        .order_by(saved_filters.c.name)
    )
    return [SavedFilter(row.name, row.query) for row in rows]


def _others(conn: Connection, owner: str, page: Page, name: str) -> int:
    query = select(func.count()).where(
        saved_filters.c.owner == owner,
        saved_filters.c.page == page,
        saved_filters.c.name != name,
    )
    return conn.execute(query).scalar_one()


def _drop(conn: Connection, owner: str, page: Page, name: str) -> None:
    conn.execute(
        delete(saved_filters).where(
            saved_filters.c.owner == owner,
            saved_filters.c.page == page,
            saved_filters.c.name == name,
        )
    )
