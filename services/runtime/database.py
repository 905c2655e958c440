"""One database of one service, on either dialect, behind two verbs: read and write.

A use case is a function of one connection. `write` runs it in one transaction: on PostgreSQL an
ordinary one; on SQLite inside a savepoint on the process's only writer thread, which commits many
use cases together (a commit costs a disk flush, so sharing it is what makes durability cheap).
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import QueuePool

from services.runtime.group_commit import GroupCommit
from services.runtime.postgres_engine import bare, one_view, open_engine
from services.runtime.reading_turn import ReadingTurn
from services.runtime.unavailable import DatabaseUnavailable
from services.runtime.watching import FileMark, FileWatch, PatientWatch, Watch
from services.runtime.writer_turn import WriterTurn

T = TypeVar("T")
DialectName = Literal["sqlite", "postgresql"]

_RETRYABLE_SQLSTATES = ("40001", "40P01")
"""serialization_failure, deadlock_detected: the transaction was right and may be run again."""
_ATTEMPTS = 5
_PRIMARY_CODE = 0xFF
"""SQLite's extended error codes carry the primary one in their low byte."""


class Database:
    """See the module's docstring. Safe to use from many threads; never nest read or write."""

    def __init__(
        self,
        engine: Engine,
        dialect: DialectName,
        writer: GroupCommit | None,
        file: FileMark | None = None,
    ) -> None:
        self.engine = engine
        self.file = file
        """What tells of every commit to a SQLite file."""
        self.dialect: DialectName = dialect
        self._writer = writer
        self._reader = self._glancer = engine
        self._turn: AbstractContextManager[None] = nullcontext()
        if dialect == "postgresql":
            # A deferred transaction of SQLite is one view by itself.
            self._reader, self._glancer = one_view(engine), bare(engine)
        else:
            self._turn = ReadingTurn()

    def read(self, use: Callable[[Connection], T]) -> T:
        """The result of `use` over one consistent view. Raises DatabaseUnavailable."""
        with _availability(), self._turn, self._reader.connect() as conn:
            return use(conn)

    def glance(self, use: Callable[[Connection], T]) -> T:
        """What `read` does, where `use` makes one statement that only reads.

        One statement is one view by itself, so PostgreSQL is spared a transaction around it.
        """
        with _availability(), self._turn, self._glancer.connect() as conn:
            return use(conn)

    def jot(self, use: Callable[[Connection], T]) -> T:
        """What `write` does, where `use` makes one statement.

        One statement is one transaction by itself: it is stored whole and durable, or not at all,
        before PostgreSQL answers. So it is spared the journeys of a transaction around it. It is
        not run again after a conflict with another: a single insert waits for that other instead.
        """
        if self._writer is not None:
            return self.write(use)
        with _availability(), self._glancer.connect() as conn:
            return use(conn)

    def write(self, use: Callable[[Connection], T]) -> T:
        """Run `use` in one transaction and return its result once it is durable.

        Whatever `use` raises is re-raised and nothing of it is stored. Raises DatabaseUnavailable
        when the engine is away, locked for too long or its disk is full.
        """
        if self._writer is not None:
            with _availability():
                return self._writer.run(use)
        return self._write_with_retry(use)

    def _write_with_retry(self, use: Callable[[Connection], T]) -> T:
        for _ in range(1, _ATTEMPTS):
            try:
                return self._write_once(use)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in _RETRYABLE_SQLSTATES:
                    raise DatabaseUnavailable(_reason(error)) from error
        with _availability():
            return self._write_once(use)

    def _write_once(self, use: Callable[[Connection], T]) -> T:
        try:
            with self.engine.begin() as conn:
                return use(conn)
        except (InterfaceError, PoolExhausted) as error:
            raise DatabaseUnavailable(_reason(error)) from error

    def scrub(self) -> None:
        """Write the file of a SQLite database anew, so that nothing deleted can be read from it.

        Deleted rows are overwritten at once (secure_delete), but copies of them stay in the gaps
        of pages that were rebuilt while they lived, and in the write-ahead log. Writers wait
        meanwhile. Does nothing on PostgreSQL. Raises DatabaseUnavailable, also while a reader
        holds on to what the log still has.
        """
        if self._writer is not None:
            with _availability():
                self._writer.scrub()

    def watch(self) -> Watch:
        """For one role: waiting until somebody may have written."""
        return PatientWatch() if self.file is None else FileWatch(self.file)

    def ready(self) -> str | None:
        """None when the database answers, else a sentence. Never raises."""
        try:
            self.read(lambda conn: conn.execute(text("select 1")).scalar())
        except DatabaseUnavailable as error:
            return f"the database does not answer: {error}"
        return None

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self.engine.dispose()


def open_database(url: str) -> Database:
    """The only place that knows there is a choice: `sqlite:///path` or `postgresql+psycopg://…`.

    Raises DatabaseUnavailable where the folder of a file cannot be made.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(url, Path(parsed.database or ""))
    return Database(open_engine(url), "postgresql", None)


def _open_sqlite(url: str, path: Path) -> Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DatabaseUnavailable(f"cannot make {path.parent}: {error.strerror}") from error
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=16,
        # The connection used last has its pages in memory; the others need not fill theirs.
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 15.0},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_deferred)
    writer = GroupCommit(engine, WriterTurn(path.with_name(path.name + ".turn")))
    return Database(engine, "sqlite", writer, FileMark(path))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver's own idea of when a transaction begins would break savepoints.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-32768",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_deferred(conn: Connection) -> None:
    conn.exec_driver_sql("BEGIN")


def upsert(
    conn: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    *,
    keep: Sequence[str] = (),
) -> None:
    """Insert the rows; where `key` is taken, replace every other column except those in `keep`."""
    if not rows:
        return
    dialect_insert = sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert
    statement = dialect_insert(table)
    replaced = {
        name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep
    }
    if replaced:
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=replaced)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    conn.execute(statement, [dict(row) for row in rows])


@contextmanager
def _availability() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolExhausted) as error:
        if _is_wrong_statement(error):
            raise
        raise DatabaseUnavailable(_reason(error)) from error


def _is_wrong_statement(error: Exception) -> bool:
    """Whether SQLite calls "operational" what PostgreSQL calls a fault of ours: waiting for a
    table that nobody made would never end."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY_CODE == sqlite3.SQLITE_ERROR


def _reason(error: OperationalError | InterfaceError | PoolExhausted) -> str:
    """What the driver said, without the statement and its parameters (they hold people's words)."""
    said = str(getattr(error, "orig", None) or "").splitlines()
    return said[0] if said else type(error).__name__
