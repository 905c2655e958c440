"""What a database promises to every use case, on SQLite and on PostgreSQL."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from services.runtime.database import Database, open_database, upsert
from services.runtime.tables import BigSerial, Json, UtcDateTime
from services.runtime.unavailable import DatabaseUnavailable
from tests.support.things import THINGS, a_town, count, names, put_thing, putting

MOMENTS = Table(
    "moments",
    MetaData(),
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=True),
    Column("said", Json, nullable=True),
)
OTHERS = text(
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)
"""Ends every session but the own one; PostgreSQL's words."""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/town.db"
    fresh: str = request.getfixturevalue("fresh_postgres_url")
    return fresh


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with a_town(url) as database:
        yield database


@pytest.fixture
def moments(database: Database) -> Database:
    database.write(MOMENTS.metadata.create_all)
    return database


def version_of(conn: Connection, thing_id: str) -> int:
    query = select(THINGS.c.version).where(THINGS.c.id == thing_id).with_for_update()
    found: int = conn.execute(query).scalar_one()
    return found


def raise_version(conn: Connection, thing_id: str) -> int:
    version = version_of(conn, thing_id) + 1
    conn.execute(update(THINGS).where(THINGS.c.id == thing_id).values(version=version))
    return version


def test_what_a_use_case_stored_is_there_for_the_next(database: Database) -> None:
    database.write(putting("T-1"))
    assert names(database) == {"T-1": "lamp"}


def test_the_result_of_a_use_case_is_the_callers(database: Database) -> None:
    assert database.write(lambda _conn: "done") == "done"
    assert database.read(lambda _conn: "seen") == "seen"


def test_a_use_case_that_raises_stores_nothing_and_its_error_reaches_the_caller(
    database: Database,
) -> None:
    def use(conn: Connection) -> None:
        put_thing(conn, "T-1")
        raise LookupError("no such road")

    with pytest.raises(LookupError, match="no such road"):
        database.write(use)
    assert names(database) == {}


def test_a_reader_that_raises_gives_its_connection_back(database: Database) -> None:
    def use(_conn: Connection) -> None:
        raise LookupError("no such road")

    for _ in range(40):
        with pytest.raises(LookupError):
            database.read(use)
    assert names(database) == {}


def test_a_reader_sees_one_view_while_others_write(database: Database) -> None:
    def use(conn: Connection) -> tuple[int, int]:
        query = select(func.count()).select_from(THINGS)
        before = conn.execute(query).scalar_one()
        with ThreadPoolExecutor(1) as other:
            other.submit(database.write, putting("T-1")).result(10)
        return before, conn.execute(query).scalar_one()

    assert database.read(use) == (0, 0)
    assert count(database, THINGS) == 1


def test_a_glance_sees_what_is_stored_without_a_transaction_around_it(
    database: Database,
) -> None:
    database.write(putting("T-1"))

    def glance(conn: Connection) -> tuple[int, bool]:
        seen: int = conn.execute(select(func.count()).select_from(THINGS)).scalar_one()
        driver: Any = conn.connection.driver_connection
        return seen, database.dialect == "postgresql" and not driver.autocommit

    assert database.glance(glance) == (1, False)
    with pytest.raises(LookupError):
        database.glance(_nothing_found)
    # The next user of the connection has its transaction again.
    database.write(putting("T-2"))
    with suppress(LookupError):
        database.write(_stored_in_vain)
    assert set(names(database)) == {"T-1", "T-2"}


def test_what_is_jotted_is_stored_at_once_and_whole(database: Database, url: str) -> None:
    database.jot(putting("T-1"))
    with closing(open_database(url)) as another:
        assert names(another) == {"T-1": "lamp"}
    two = [{"id": number, "name": "lamp", "version": 1} for number in ("T-2", "T-1")]
    with pytest.raises(IntegrityError):
        database.jot(lambda conn: conn.execute(insert(THINGS).values(two)))
    assert names(database) == {"T-1": "lamp"}
    assert database.jot(lambda _: "done") == "done"


def _nothing_found(_conn: Connection) -> None:
    raise LookupError("no such road")


def _stored_in_vain(conn: Connection) -> None:
    put_thing(conn, "T-3")
    _nothing_found(conn)


def test_what_a_reader_writes_is_not_kept(database: Database) -> None:
    with suppress(DBAPIError):
        database.read(putting("T-1"))
    assert names(database) == {}
    database.write(putting("T-2"))
    assert set(names(database)) == {"T-2"}


def test_counting_together_loses_no_count(database: Database) -> None:
    database.write(lambda conn: put_thing(conn, "T-1", version=0))

    def several(_worker: int) -> None:
        for _ in range(15):
            database.write(lambda conn: raise_version(conn, "T-1"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(several, range(8)))
    assert database.read(lambda conn: version_of_read(conn, "T-1")) == 120


def version_of_read(conn: Connection, thing_id: str) -> int:
    found: int = conn.execute(select(THINGS.c.version).where(THINGS.c.id == thing_id)).scalar_one()
    return found


def test_two_use_cases_that_lock_crosswise_both_succeed(database: Database) -> None:
    database.write(putting("T-1"))
    database.write(putting("T-2"))
    both_hold_one = threading.Barrier(2)

    def crosswise(first: str, second: str) -> None:
        def use(conn: Connection) -> None:
            raise_version(conn, first)
            # SQLite lets one of them in at a time: there the other never comes.
            with suppress(threading.BrokenBarrierError):
                both_hold_one.wait(0.5)
            raise_version(conn, second)

        database.write(use)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(crosswise, "T-1", "T-2"), pool.submit(crosswise, "T-2", "T-1")]:
            done.result(20)
    versions = [
        database.read(lambda conn: version_of_read(conn, "T-1")),
        database.read(lambda conn: version_of_read(conn, "T-2")),
    ]
    assert versions == [3, 3]


def test_rows_are_inserted_or_replaced_by_their_key(database: Database) -> None:
    def use(conn: Connection) -> None:
        upsert(conn, THINGS, [], key=["id"])
        put_thing(conn, "T-1", 1, "lamp")
        put_thing(conn, "T-1", 2, "lantern")
        put_thing(conn, "T-2", 1, "bench")

    database.write(use)
    assert names(database) == {"T-1": "lantern", "T-2": "bench"}


def test_a_column_that_is_to_be_kept_is_kept(database: Database) -> None:
    row = {"id": "T-1", "version": 2, "name": "lantern"}
    database.write(lambda conn: put_thing(conn, "T-1", 1, "lamp"))
    database.write(lambda conn: upsert(conn, THINGS, [row], key=["id"], keep=["name"]))
    assert names(database) == {"T-1": "lamp"}
    assert database.read(lambda conn: version_of_read(conn, "T-1")) == 2


def test_a_row_that_is_all_key_is_left_as_it_is(database: Database) -> None:
    row = {"id": "T-1", "version": 1, "name": "lamp"}
    database.write(putting("T-1"))
    database.write(lambda conn: upsert(conn, THINGS, [row], key=["id"], keep=["version", "name"]))
    assert names(database) == {"T-1": "lamp"}


def test_a_moment_comes_back_in_utc_to_the_microsecond(moments: Database) -> None:
    told = [
        datetime(2026, 11, 22, 4, 0, 0, 123456, UTC),
        datetime(2026, 11, 22, 12, 0, 0, 1, timezone(timedelta(hours=8))),
        datetime(1969, 12, 31, 23, 59, 59, 999999, UTC),
        datetime(1900, 1, 1, tzinfo=UTC),
    ]
    kept = kept_of(moments, "at", told)
    assert kept == told
    assert {moment.utcoffset() for moment in kept} == {timedelta(0)}


def kept_of(moments: Database, column: str, values: list[Any]) -> list[Any]:
    """The values as they come back from the table."""
    moments.write(lambda conn: conn.execute(insert(MOMENTS), [{column: v} for v in values]))
    query = select(MOMENTS.c[column]).order_by(MOMENTS.c.id)
    return moments.read(lambda conn: list(conn.execute(query).scalars()))


def test_moments_are_ordered_as_they_happened(moments: Database) -> None:
    noon = datetime(2026, 11, 22, 4, tzinfo=UTC)
    told = [noon + timedelta(microseconds=n) for n in (5, -3, 0, 7_200_000_000)]
    told.append((noon - timedelta(hours=1)).astimezone(timezone(timedelta(hours=8))))
    moments.write(lambda conn: conn.execute(insert(MOMENTS), [{"at": at} for at in told]))
    query = select(MOMENTS.c.at).order_by(MOMENTS.c.at)
    assert moments.read(lambda conn: list(conn.execute(query).scalars())) == sorted(told)


def test_a_moment_without_offset_is_never_stored(moments: Database) -> None:
    naive = datetime(2026, 11, 22, 4)  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="without offset"):
        moments.write(lambda conn: conn.execute(insert(MOMENTS), {"at": naive}))
    assert count(moments, MOMENTS) == 0


def test_what_json_can_say_comes_back_as_it_was(moments: Database) -> None:
    told = [{"名": ["电梯", 1, None, {"深": "\x00\n"}]}, [], "text", 0, None]
    assert kept_of(moments, "said", told) == told


def test_a_wrong_statement_is_our_fault_and_not_the_engines(database: Database) -> None:
    with pytest.raises(DBAPIError):
        database.write(lambda conn: conn.execute(text("select * from nowhere")))
    with pytest.raises(DBAPIError):
        database.read(lambda conn: conn.execute(text("select * from nowhere")))
    assert database.ready() is None


def test_a_failed_statement_is_told_without_what_people_said(database: Database) -> None:
    row = {"id": "T-1", "version": None, "name": "13800138000"}
    with pytest.raises(DBAPIError) as told:
        database.write(lambda conn: conn.execute(insert(THINGS), row))
    assert "13800138000" not in str(told.value).partition("DETAIL")[0]


def test_a_closed_database_refuses_writers(url: str) -> None:
    with a_town(url) as database:
        assert database.ready() is None
    if database.dialect == "sqlite":
        with pytest.raises(DatabaseUnavailable):
            database.write(putting("T-1"))


def test_a_server_that_is_away_is_unavailable_to_readers_and_writers() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        away = open_database(f"postgresql+psycopg://town:hidden@127.0.0.1:{port}/town")
        with closing(away):
            with pytest.raises(DatabaseUnavailable) as told:
                away.write(putting("T-1"))
            with pytest.raises(DatabaseUnavailable):
                away.read(names_in)
            assert "hidden" not in f"{told.value} {away.ready()}"
            assert "does not answer" in (away.ready() or "")


def names_in(conn: Connection) -> list[str]:
    return list(conn.execute(select(THINGS.c.name)).scalars())


def test_a_file_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "town.db").mkdir()
    with closing(open_database(f"sqlite:///{tmp_path}/town.db")) as away:
        with pytest.raises(DatabaseUnavailable):
            away.write(putting("T-1"))
        assert "does not answer" in (away.ready() or "")


def test_a_session_that_the_server_ended_is_unavailable_once(fresh_postgres_url: str) -> None:
    with a_town(fresh_postgres_url) as database:

        def ended(conn: Connection) -> None:
            put_thing(conn, "T-1")
            own = conn.execute(text("select pg_backend_pid()")).scalar_one()
            kill = text("select pg_terminate_backend(:own)")
            with ThreadPoolExecutor(1) as other:
                other.submit(database.write, lambda c: c.execute(kill, {"own": own})).result(10)
            put_thing(conn, "T-2")

        with pytest.raises(DatabaseUnavailable):
            database.write(ended)
        database.write(putting("T-3"))
        assert set(names(database)) == {"T-3"}


def test_a_connection_that_died_a_moment_ago_is_unavailable_once(
    fresh_postgres_url: str,
) -> None:
    with a_town(fresh_postgres_url) as database, closing(open_database(fresh_postgres_url)) as end:
        for work in (database.write, database.read, database.glance, database.jot):
            names(database)
            assert end.read(lambda conn: conn.execute(OTHERS).all())
            with pytest.raises(DatabaseUnavailable):
                work(lambda conn: conn.execute(text("select 1")).scalar_one())
            assert names(database) == {}


def test_connections_that_died_while_nobody_used_them_are_replaced_unnoticed(
    fresh_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.runtime.pool_health._TRUSTED", 0.0)
    with a_town(fresh_postgres_url) as database, closing(open_database(fresh_postgres_url)) as end:
        for work in (lambda: names(database), lambda: database.write(putting("T-1"))):
            names(database)
            assert end.read(lambda conn: conn.execute(OTHERS).all())
            work()
        assert set(names(database)) == {"T-1"}
