"""What search looks up in its own database."""

import json

from sqlalchemy import Connection, select

from services.runtime.database import Database
from services.runtime.tables import RuntimeTables
from services.search.awaiting import Mark
from services.search.documents import TOPIC_OF


class ParkedRecords:
    """What search's consumer parked, asked by record and version."""

    def __init__(self, database: Database, tables: RuntimeTables, consumer: str) -> None:
        self._database = database
        self._table = tables.parked
        self._consumer = consumer

    def __call__(self, mark: Mark) -> bool:
        """Whether the version, or one whose number cannot be read, waits among the parked."""
        parked = self._table.c
        query = select(parked.body).where(
            parked.consumer == self._consumer,
            parked.topic == TOPIC_OF[mark.key.kind],
            parked.key == mark.key.id,
            parked.replayed_at.is_(None),
        )

        def bodies(conn: Connection) -> list[bytes | None]:
            return list(conn.execute(query).scalars())

        versions = map(_version_in, self._database.read(bodies))
        return any(version is None or version == mark.version for version in versions)


def _version_in(body: bytes | None) -> int | None:
    """The version that a record claims, as far as it can be read at all."""
    try:
        version = json.loads(body or b"")["data"]["version"]
    except (ValueError, KeyError, TypeError):
        return None
    return version if isinstance(version, int) else None
