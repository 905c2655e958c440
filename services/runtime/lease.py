"""One of many may work: a lease in the service's database with a fencing token.

Whoever lost its lease without noticing (a pause, a stalled disk) is stopped by `fence` inside the
very transaction it wanted to commit.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.tables import LeaseTables, RuntimeTables
from services.runtime.unavailable import DatabaseUnavailable

TIME_TO_LIVE = 10.0
"""Seconds after which another may take over."""
_RENEW_AFTER = 3.0
_TRY_EVERY = 1.0


class LeaseLost(Exception):
    """Another holder has taken over; nothing of this transaction may stay."""


class Lease:
    """`hold()` before each piece of work, `fence(conn)` in its transaction."""

    def __init__(
        self,
        database: Database,
        tables: RuntimeTables | LeaseTables,
        name: str,
        holder: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._table = tables.leases
        self._name = name
        self._holder = holder
        self._clock = clock
        self._asking = threading.Lock()
        self._token: int | None = None
        self._asked_at = -TIME_TO_LIVE

    def hold(self) -> bool:
        """Whether this holder has the lease now; acquires or renews it when due.

        Raises DatabaseUnavailable.
        """
        with self._asking:
            asked_at = time.monotonic()
            pause = _RENEW_AFTER if self._token is not None else _TRY_EVERY
            if asked_at - self._asked_at >= pause:
                self._token = self._database.write(self._claim)
                self._asked_at = asked_at
            return self._token is not None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lease beside a piece of work that is too long to ask by itself.

        Once it is lost it stays lost: the work's next fence says so.
        """
        done = threading.Event()

        def renew() -> None:
            while not done.wait(_RENEW_AFTER):
                with suppress(DatabaseUnavailable):
                    if not self.hold():
                        return

        thread = threading.Thread(target=renew, name=f"lease-{self._name}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def fence(self, conn: Connection) -> None:
        """Lock the lease row and raise LeaseLost unless it is still this holder's."""
        # Never under the lock of hold(), which waits for the very thread that runs this.
        token = self._token
        row = conn.execute(
            select(self._table.c.token)
            .where(self._table.c.name == self._name, self._table.c.holder == self._holder)
            .with_for_update()
        ).one_or_none()
        if row is None or row.token != token:
            self._token = None
            raise LeaseLost(f"the lease {self._name} was taken over")

    def release(self) -> None:
        """Let another take over at once. Does nothing when not held.

        Where the database is away the lease is left to expire: whoever releases is going.
        """
        with self._asking:
            if self._token is None:
                return
            token, self._token = self._token, None
            self._asked_at = -TIME_TO_LIVE

            def use(conn: Connection) -> None:
                conn.execute(
                    update(self._table)
                    .where(self._table.c.name == self._name, self._table.c.token == token)
                    .values(expires_at=self._now(conn))
                )

            with suppress(DatabaseUnavailable):
                self._database.write(use)

    def _claim(self, conn: Connection) -> int | None:
        now = self._now(conn)
        until = now + timedelta(seconds=TIME_TO_LIVE)
        row = conn.execute(
            select(self._table).where(self._table.c.name == self._name).with_for_update()
        ).one_or_none()
        if row is None:
            return self._first_claim(conn, until)
        mine = row.holder == self._holder and row.token == self._token
        if not mine and row.expires_at > now:
            return None
        token = int(row.token) if mine else int(row.token) + 1
        conn.execute(
            update(self._table)
            .where(self._table.c.name == self._name)
            .values(holder=self._holder, token=token, expires_at=until)
        )
        return token

    def _first_claim(self, conn: Connection, until: datetime) -> int | None:
        row = {"name": self._name, "holder": self._holder, "token": 1, "expires_at": until}
        try:
            with conn.begin_nested():
                conn.execute(insert(self._table).values(row))
        except IntegrityError:
            return None
        return 1

    def _now(self, conn: Connection) -> datetime:
        # Several machines share one PostgreSQL: its clock is the one they agree on.
        if self._database.dialect == "postgresql":
            moment: datetime = conn.execute(select(func.clock_timestamp())).scalar_one()
            return moment
        return self._clock.now()
