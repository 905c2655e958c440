"""One database of one service, on either dialect, behind two verbs: read and write.

A use case is a function of one connection. `write` runs it in one transaction: on PostgreSQL an
ordinary one; on SQLite inside a savepoint on the process's only writer thread, which commits many
use cases together (a commit costs a disk flush, so sharing it is what makes durability cheap).
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import QueuePool

from services.runtime.group_commit import GroupCommit
from services.runtime.unavailable import DatabaseUnavailable
from services.runtime.writer_turn import WriterTurn

T = TypeVar("T")
DialectName = Literal["sqlite", "postgresql"]

_RETRYABLE_SQLSTATES = ("40001", "40P01")
"""serialization_failure, deadlock_detected: the transaction was right and may be run again."""
_ATTEMPTS = 5


class Database:
    """See the module's docstring. Safe to use from many threads; never nest read or write."""

    def __init__(self, engine: Engine, dialect: DialectName, writer: GroupCommit | None) -> None:
        self.engine = engine
        self.dialect: DialectName = dialect
        self._writer = writer

    def read(self, use: Callable[[Connection], T]) -> T:
        """The result of `use` over one consistent view. Raises DatabaseUnavailable."""
        with _availability(), self.engine.connect() as conn:
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
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.engine.begin() as conn:
                    return use(conn)
            except OperationalError as error:
                sqlstate = getattr(error.orig, "sqlstate", None)
                if sqlstate in _RETRYABLE_SQLSTATES and attempt < _ATTEMPTS:
                    continue
                raise DatabaseUnavailable(_reason(error)) from error
            except InterfaceError as error:
                raise DatabaseUnavailable(_reason(error)) from error
        raise DatabaseUnavailable("the transaction lost every attempt against others")

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
    """The only place that knows there is a choice: `sqlite:///path` or `postgresql+psycopg://…`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(url, Path(parsed.database or ""))
    engine = create_engine(
        url,
        pool_size=16,
        max_overflow=8,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"connect_timeout": 5},
    )
    return Database(engine, "postgresql", None)


def _open_sqlite(url: str, path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=16,
        max_overflow=16,
        connect_args={"check_same_thread": False, "timeout": 15.0},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_deferred)
    writer = GroupCommit(engine, WriterTurn(path.with_name(path.name + ".turn")))
    return Database(engine, "sqlite", writer)


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
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnavailable(_reason(error)) from error


def _reason(error: OperationalError | InterfaceError) -> str:
    """What the driver said, without the statement and its parameters (they hold people's words)."""
    return str(error.orig).splitlines()[0] if error.orig else type(error).__name__


def writing_thread() -> bool:
    """Whether the caller runs on a writer thread, where nesting a write would wait for itself."""
    return threading.current_thread().name == GroupCommit.THREAD_NAME
