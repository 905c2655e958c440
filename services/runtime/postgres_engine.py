"""A pooled engine on PostgreSQL whose connections begin no transaction that nobody asked for.

One statement is a transaction by itself: stored whole and durable, or not at all, before the
server answers, over one view of the data. A connection set to begin one before each statement
costs two more journeys around it, and changing that setting at every use costs as much as half a
journey. So all connections of the pool stay in autocommit, and whoever needs a transaction over
several statements begins it in words: every user but the `bare` ones.
"""

from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event

from services.runtime.pool_health import doubt_idle_connections

_BEGIN: Final = "citymend_begin"
"""The option that holds the statement with which a transaction begins; empty: none does."""
_KEEPALIVE: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
"""A server that vanished without a word is noticed within seconds (libpq, connection options)."""


def open_engine(url: str) -> Engine:
    """Its transactions are read committed, as PostgreSQL's are."""
    engine = create_engine(
        url,
        pool_size=16,
        max_overflow=8,
        pool_use_lifo=True,
        pool_timeout=10,
        hide_parameters=True,
        connect_args={**_KEEPALIVE, "autocommit": True},
    )
    event.listen(engine, "begin", _begin)
    doubt_idle_connections(engine)
    return engine


def one_view(engine: Engine) -> Engine:
    """The same pool; transactions read, and all their statements see one moment."""
    statement = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    return engine.execution_options(**{_BEGIN: statement})


def bare(engine: Engine) -> Engine:
    """The same pool without transactions; what has no result of its own is not rolled back."""
    return engine.execution_options(**{_BEGIN: ""})


def _begin(conn: Connection) -> None:
    statement = conn.get_execution_options().get(_BEGIN, "BEGIN")
    driver = conn.connection.dbapi_connection
    if not statement or driver is None:
        return
    try:
        # Past the engine, which would spend as much on it as on a statement with an answer.
        driver.execute(statement, prepare=False)
    except conn.dialect.loaded_dbapi.Error:
        # Said again through the engine, which knows what a failure means for its pool.
        conn.exec_driver_sql(statement)
