"""Work handed to a running server: a command writes a job, the server does it and reports."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease, LeaseLost
from services.runtime.tables import RuntimeTables
from services.runtime.unavailable import Unavailable
from services.runtime.watching import Watch

logger = logging.getLogger(__name__)
Progress = Callable[[Mapping[str, Any]], None]
Doing = Callable[[Mapping[str, Any], Progress], Mapping[str, Any]]
"""Arguments and a progress callback in, result out."""
_LOOK_EVERY = 0.25


class JobRefused(Exception):
    """The job cannot be done as asked; the message is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Job:
    id: int
    kind: str
    arguments: Mapping[str, Any]
    state: str
    """waiting, running or ended."""
    progress: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    failed: bool


class JobBoard:
    """The jobs of one service, in its database."""

    def __init__(self, database: Database, tables: RuntimeTables, clock: Clock) -> None:
        self._database = database
        self._table = tables.jobs
        self._clock = clock

    def post(self, kind: str, arguments: Mapping[str, Any]) -> int:
        return self._database.write(lambda conn: self.post_in(conn, kind, arguments))

    def post_in(self, conn: Connection, kind: str, arguments: Mapping[str, Any]) -> int:
        """As `post`, in the caller's transaction: a job is there only if the rest is."""
        now = self._clock.now()
        row = {
            "kind": kind,
            "arguments": dict(arguments),
            "state": "waiting",
            "created_at": now,
            "changed_at": now,
        }
        statement = insert(self._table).values(row).returning(self._table.c.id)
        job_id: int = conn.execute(statement).scalar_one()
        return job_id

    def find(self, job_id: int) -> Job | None:
        query = select(self._table).where(self._table.c.id == job_id)
        row = self._database.read(lambda conn: conn.execute(query).one_or_none())
        return None if row is None else _job(row)

    def wait(self, job_id: int, progress: Progress, limit: float) -> Mapping[str, Any]:
        """The job's result. Raises JobRefused with what the server said, TimeoutError."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            job = self.find(job_id)
            if job is not None and job.state == "ended":
                if job.failed:
                    raise JobRefused(str((job.result or {}).get("reason", "the job failed")))
                return job.result or {}
            if job is not None and job.progress:
                progress(job.progress)
            time.sleep(_LOOK_EVERY)
        raise TimeoutError(f"job {job_id} did not end within {limit:g} s")

    def watch(self) -> Watch:
        return self._database.watch()

    def next_waiting(self) -> Job | None:
        query = (
            select(self._table)
            .where(self._table.c.state.in_(["waiting", "running"]))
            .order_by(self._table.c.id)
            .limit(1)
        )
        row = self._database.read(lambda conn: conn.execute(query).one_or_none())
        return None if row is None else _job(row)

    def change(self, job_id: int, lease: Lease, **values: Any) -> None:
        """Write down what became of a job. Raises LeaseLost once another does it."""
        now = self._clock.now()
        statement = (
            update(self._table).where(self._table.c.id == job_id).values(**values, changed_at=now)
        )

        def use(conn: Connection) -> None:
            lease.fence(conn)
            conn.execute(statement)

        self._database.write(use)


def _job(row: Any) -> Job:
    return Job(
        row.id, row.kind, row.arguments, row.state, row.progress, row.result, bool(row.failed)
    )


class JobRunner:
    """A role that does the posted jobs one after the other, under a lease.

    A job found "running" was cut off by a crash: it is done again, so every job is repeatable.
    """

    def __init__(
        self, name: str, board: JobBoard, doings: Mapping[str, Doing], lease: Lease
    ) -> None:
        self.name = name
        self._board = board
        self._doings = doings
        self._lease = lease
        self._trouble: str | None = None

    def run(self, stop: threading.Event) -> None:
        watch = self._board.watch()
        while not stop.is_set():
            try:
                job = self._board.next_waiting() if self._lease.hold() else None
                if job is not None:
                    self._do(job)
                self._trouble = None
            except (Unavailable, LeaseLost) as error:
                self._trouble = f"{self.name} waits: {error}"
                job = None
            if job is None:
                watch.wait(stop)
            else:
                watch.found()
        self._lease.release()

    def _do(self, job: Job) -> None:
        self._change(job, state="running")
        try:
            with self._lease.kept():
                result = self._result(job)
        except (Unavailable, LeaseLost):
            raise
        except JobRefused as error:
            self._change(job, state="ended", failed=True, result={"reason": str(error)})
        except Exception as error:
            logger.exception("job failed", extra={"job": job.id, "kind": job.kind})
            reason = {"reason": f"the job failed: {type(error).__name__}"}
            self._change(job, state="ended", failed=True, result=reason)
        else:
            self._change(job, state="ended", result=dict(result))

    def _result(self, job: Job) -> Mapping[str, Any]:
        doing = self._doings.get(job.kind)
        if doing is None:
            raise JobRefused(f"no such job: {job.kind}")
        return doing(job.arguments, lambda told: self._change(job, progress=dict(told)))

    def _change(self, job: Job, **values: Any) -> None:
        self._board.change(job.id, self._lease, **values)

    def ready(self) -> str | None:
        return self._trouble

    def idle(self) -> str | None:
        job = self._board.next_waiting()
        return None if job is None else f"{self.name}: job {job.id} ({job.kind}) is not done"
