"""Storing questions without hits."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select, update

from services.runtime.clock import Clock
from services.runtime.database import Database, upsert
from services.search.zero_hits.tables import zero_hits
from services.search.zero_hits.zero_hits import KEPT, ZeroHit

_MOST_ROWS = 5000


class ZeroHitStore:
    """Counts questions in search's own database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, question: str, times: int) -> None:
        """Count the question further. New ones are left out while the table is full. Raises
        DatabaseUnavailable."""
        now = self._clock.now()

        def count(conn: Connection) -> None:
            known = zero_hits.c
            counted = conn.execute(
                update(zero_hits)
                .where(known.question == question)
                .values(times=known.times + times, last_at=now)
            )
            if counted.rowcount:
                return
            conn.execute(delete(zero_hits).where(known.last_at < now - KEPT))
            if (conn.scalar(select(func.count()).select_from(zero_hits)) or 0) < _MOST_ROWS:
                row = {"question": question, "times": times, "first_at": now, "last_at": now}
                upsert(conn, zero_hits, [row], key=["question"], keep=["first_at"])

        self._database.write(count)

    def most_asked(self, limit: int) -> Sequence[ZeroHit]:
        """Those asked most often, of equally frequent ones the latest first."""
        known = zero_hits.c
        query = (
            select(known.question, known.times, known.first_at, known.last_at)
            .where(known.last_at >= self._clock.now() - KEPT)
            .order_by(known.times.desc(), known.last_at.desc(), known.question)
            .limit(limit)
        )

        def rows(conn: Connection) -> list[ZeroHit]:
            return [ZeroHit(*row) for row in conn.execute(query)]

        return self._database.read(rows)
