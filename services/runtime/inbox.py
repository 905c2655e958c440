"""What a consumer has already done: the last version per topic and key."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from services.runtime.database import upsert
from services.runtime.tables import RuntimeTables

_CHUNK = 400
Key = tuple[str, str]
"""Topic and key."""


class Inbox:
    def __init__(self, tables: RuntimeTables, consumer: str) -> None:
        self._table = tables.inbox
        self._consumer = consumer

    def versions(self, conn: Connection, keys: Iterable[Key]) -> dict[Key, int]:
        """The last version done of those keys that were met before."""
        by_topic: dict[str, list[str]] = {}
        for topic, key in keys:
            by_topic.setdefault(topic, []).append(key)
        seen: dict[Key, int] = {}
        for topic, names in by_topic.items():
            for start in range(0, len(names), _CHUNK):
                rows = conn.execute(
                    select(self._table.c.key, self._table.c.version).where(
                        self._table.c.consumer == self._consumer,
                        self._table.c.topic == topic,
                        self._table.c.key.in_(names[start : start + _CHUNK]),
                    )
                )
                seen.update({(topic, row.key): row.version for row in rows})
        return seen

    def mark(self, conn: Connection, versions: Mapping[Key, int]) -> None:
        """Remember the versions as done."""
        rows = [
            {"consumer": self._consumer, "topic": topic, "key": key, "version": version}
            for (topic, key), version in versions.items()
        ]
        upsert(conn, self._table, rows, key=["consumer", "topic", "key"])
