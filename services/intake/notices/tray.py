"""What waits to be sent: rows of one table, and what happens to each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, select, update

from services.intake.notices.channels.port import Message
from services.intake.notices.tables import Delivery

BATCH: Final = 50
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(minutes=15)
_MOST_DOUBLED: Final = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to be sent: the key of its row, and how it stands."""

    key: tuple[Any, ...]
    at: datetime
    tries: int
    message: Message | None
    """None: its reader is gone or wants no messages any more."""


@dataclass(frozen=True, slots=True)
class Tray:
    """The waiting rows of a table with `delivery_columns` and a time `at`."""

    table: Table
    compose: Callable[[Connection, Any], Message | None]
    lasts: timedelta
    """Age after which it is no news any more and sending it is given up."""

    def due(self, conn: Connection, now: datetime) -> Sequence[Waiting]:
        """The next ones, the longest due first."""
        table = self.table
        query = select(table).where(table.c.next_at <= now).order_by(table.c.next_at).limit(BATCH)
        rows = list(conn.execute(query))
        keys = [column.name for column in table.primary_key]
        return [
            Waiting(
                tuple(getattr(row, name) for name in keys),
                row.at,
                row.tries,
                self.compose(conn, row),
            )
            for row in rows
        ]

    def waits(self, conn: Connection) -> bool:
        """Whether anything is not sent yet, due or not."""
        column = self.table.c.next_at
        return conn.execute(select(column).where(column.is_not(None)).limit(1)).first() is not None

    def end(
        self, conn: Connection, one: Waiting, delivery: Delivery, trouble: str | None = None
    ) -> None:
        """It was sent or kept, or never will be."""
        self._write(conn, one, {"delivery": delivery, "next_at": None, "trouble": trouble})

    def later(self, conn: Connection, one: Waiting, now: datetime, trouble: str) -> bool:
        """Try again after a pause that grows; False when its time is over, and it has failed."""
        if now - one.at >= self.lasts:
            self.end(conn, one, "failed", trouble)
            return False
        pause = min(_FIRST_PAUSE * 2 ** min(one.tries, _MOST_DOUBLED), _LONGEST_PAUSE)
        again = min(now + pause, max(one.at + self.lasts, now))
        self._write(conn, one, {"next_at": again, "trouble": trouble})
        return True

    def _write(self, conn: Connection, one: Waiting, values: dict[str, Any]) -> None:
        table = self.table
        mine = and_(*(col == part for col, part in zip(table.primary_key, one.key, strict=True)))
        conn.execute(
            update(table)
            .where(mine, table.c.next_at.is_not(None))
            .values(**values, tries=one.tries + 1)
        )
