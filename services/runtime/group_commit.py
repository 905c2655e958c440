"""The one writer of a SQLite file in this process: many use cases, one durable commit."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, NestedTransaction
from sqlalchemy.exc import DBAPIError

from services.runtime.unavailable import DatabaseUnavailable
from services.runtime.writer_turn import WriterTurn

T = TypeVar("T")
_LARGEST_GROUP = 100
_PATIENCE_WITH_READERS = 2_000
"""Milliseconds for which a scrub waits, and writers with it."""
_Work = tuple[Callable[[Connection], Any], Future[Any]]


class GroupCommit:
    """Runs use cases one after the other, each in a savepoint, and commits them together.

    A use case that raises undoes its own savepoint only. A caller's result is set after the
    commit is on disk, so an answer that was given is an answer that was kept.
    """

    THREAD_NAME = "citymend-sqlite-writer"

    def __init__(self, engine: Engine, turn: WriterTurn) -> None:
        self._engine = engine
        self._turn = turn
        self._queue: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def run(self, use: Callable[[Connection], T]) -> T:
        """Raises DatabaseUnavailable after close()."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("a use case cannot open another one inside itself")
        future: Future[T] = Future()
        self._put((use, future))
        return future.result()

    def close(self) -> None:
        """Refuse what comes from now on; return when everything before it is done."""
        with self._gate:
            self._closed = True
            thread = self._thread
            self._queue.put(None)
        if thread is not None:
            thread.join(timeout=30)
        self._turn.close()

    def scrub(self) -> None:
        """See Database.scrub."""
        # A turn of its own, as another process would take it: it also holds our writer up.
        turn = self._turn.another()
        try:
            with turn, self._engine.connect() as conn:
                # Closed afterwards: its patience with readers is not everybody's.
                conn.detach()
                conn.exec_driver_sql("COMMIT")
                conn.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_WITH_READERS}")
                conn.exec_driver_sql("VACUUM")
                busy = conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        finally:
            turn.close()
        if busy:
            raise DatabaseUnavailable("a reader holds on to the write-ahead log")

    def _put(self, work: _Work) -> None:
        # One lock for the question and the queue: nothing gets behind the closing mark, where
        # nobody would ever take it.
        with self._gate:
            if self._closed:
                raise DatabaseUnavailable("the database was closed")
            if self._thread is None:
                # Started at first use, because a server may fork after the application is built.
                self._thread = threading.Thread(
                    target=self._serve, name=self.THREAD_NAME, daemon=True
                )
                self._thread.start()
            self._queue.put(work)

    def _serve(self) -> None:
        closing = False
        while not closing:
            first = self._queue.get()
            if first is None:
                return
            group = [first]
            closing = self._gather(group)
            self._commit(group)

    def _gather(self, group: list[_Work]) -> bool:
        """Take what else is waiting. True when the closing mark was met."""
        while len(group) < _LARGEST_GROUP:
            try:
                work = self._queue.get_nowait()
            except queue.Empty:
                return False
            if work is None:
                return True
            group.append(work)
        return False

    def _commit(self, group: list[_Work]) -> None:
        finished: list[tuple[Future[Any], Any]] = []
        try:
            with self._turn, self._engine.connect() as conn:
                conn.exec_driver_sql("COMMIT")
                conn.exec_driver_sql("BEGIN IMMEDIATE")
                for use, future in group:
                    _run_one(conn, use, future, finished)
                conn.commit()
        except BaseException as error:  # noqa: BLE001 - every waiting caller must be told
            for _, future in group:
                if not future.done():
                    future.set_exception(error)
            return
        for future, result in finished:
            future.set_result(result)


def _run_one(
    conn: Connection,
    use: Callable[[Connection], Any],
    future: Future[Any],
    finished: list[tuple[Future[Any], Any]],
) -> None:
    savepoint = conn.begin_nested()
    try:
        result = use(conn)
        savepoint.commit()
    except BaseException as error:  # noqa: BLE001 - handed to the caller, whatever it is
        future.set_exception(error)
        _undo(savepoint, error)
    else:
        finished.append((future, cast(Any, result)))


def _undo(savepoint: NestedTransaction, error: BaseException) -> None:
    """Undo one use case. Raises DatabaseUnavailable when the engine has ended the whole group.

    SQLite does that by itself when the disk is full or fails.
    """
    try:
        savepoint.rollback()
    except DBAPIError as lost:
        cause = error.orig if isinstance(error, DBAPIError) else lost.orig
        raise DatabaseUnavailable(f"the transaction was ended: {cause}") from lost
