"""What a consumer has already done: the last version per topic and key."""

from collections.abc import Mapping

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from services.runtime.tables import RuntimeTables

Key = tuple[str, str]
"""Topic and key."""


class Inbox:
    def __init__(self, tables: RuntimeTables, consumer: str) -> None:
        self._table = tables.inbox
        self._consumer = consumer

    def take(self, conn: Connection, versions: Mapping[Key, int]) -> set[Key]:
        """Mark the versions as done and return the keys for which that was news.

        Question and mark are one statement: of two members of a group that have the same record
        in hand (one was slow, the group moved on), the second waits for the first and sees its
        mark. Keys are taken in one order, so that the two cannot wait for each other.
        """
        if not versions:
            return set()
        table = self._table
        insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
        statement = insert(table)
        newer = statement.on_conflict_do_update(
            index_elements=["consumer", "topic", "key"],
            set_={"version": statement.excluded.version},
            where=table.c.version < statement.excluded.version,
        ).returning(table.c.topic, table.c.key)
        rows = [
            {"consumer": self._consumer, "topic": topic, "key": key, "version": version}
            for (topic, key), version in sorted(versions.items())
        ]
        return {(row.topic, row.key) for row in conn.execute(newer, rows)}
