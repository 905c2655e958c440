"""One writer for many callers: together in one commit, apart in everything else."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from services.runtime.database import Database
from services.runtime.unavailable import DatabaseUnavailable
from tests.support.eventually import eventually
from tests.support.things import a_town, names, put_thing, putting

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "town.db"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    with a_town(f"sqlite:///{path}") as database:
        yield database


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


class Busy:
    """The writer held up, so that what is queued meanwhile is committed together."""

    def __init__(self, database: Database, pool: ThreadPoolExecutor) -> None:
        self._go = threading.Event()
        begun = threading.Event()

        def hold(_conn: Connection) -> None:
            begun.set()
            self._go.wait(10)

        self._held = pool.submit(database.write, hold)
        assert begun.wait(10)

    def free(self) -> None:
        self._go.set()
        self._held.result(10)


def queued(
    database: Database, pool: ThreadPoolExecutor, use: Callable[[Connection], None]
) -> Future[None]:
    """Submit a use case and wait until its thread has begun to ask for it."""
    asked = threading.Event()

    def ask() -> None:
        asked.set()
        database.write(use)

    future = pool.submit(ask)
    assert asked.wait(10)
    return future


def seen_by_another(path: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as other:
        return {name for (name,) in other.execute("select id from things")}


def test_a_use_case_that_raises_undoes_only_itself(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    def refuse(conn: Connection) -> None:
        put_thing(conn, "refused")
        raise ValueError("not this one")

    busy = Busy(database, pool)
    before = queued(database, pool, putting("before"))
    refused = queued(database, pool, refuse)
    after = queued(database, pool, putting("after"))
    busy.free()
    with pytest.raises(ValueError, match="not this one"):
        refused.result(10)
    before.result(10)
    after.result(10)
    assert set(names(database)) == {"before", "after"}


def test_nobody_is_answered_before_the_commit(
    database: Database, pool: ThreadPoolExecutor, path: Path
) -> None:
    slow, go = threading.Event(), threading.Event()

    def wait(_conn: Connection) -> None:
        slow.set()
        go.wait(10)

    busy = Busy(database, pool)
    first = queued(database, pool, putting("first"))
    eventually(lambda: waiting_at(database) >= 1)
    second = queued(database, pool, wait)
    eventually(lambda: waiting_at(database) >= 2)
    busy.free()
    assert slow.wait(10)
    assert not first.done()
    assert "first" not in seen_by_another(path)
    go.set()
    first.result(10)
    second.result(10)
    assert "first" in seen_by_another(path)


def waiting_at(database: Database) -> int:
    """How many wait for the writer."""
    assert database._writer is not None
    return database._writer._queue.qsize()


def test_an_answer_that_was_given_is_seen_by_every_other_connection(
    database: Database, path: Path
) -> None:
    for number in range(20):
        database.write(putting(f"{number}"))
        assert f"{number}" in seen_by_another(path)


def test_many_waiting_use_cases_share_one_commit(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    commits = []
    event.listen(database.engine, "commit", lambda _conn: commits.append(1))
    busy = Busy(database, pool)
    waiting = [queued(database, pool, putting(f"{n}")) for n in range(12)]
    eventually(lambda: waiting_at(database) == 12)
    busy.free()
    for future in waiting:
        future.result(10)
    assert len(commits) == 2, "one for the use case that held the writer up, one for all others"


def test_many_threads_lose_nothing(database: Database, pool: ThreadPoolExecutor) -> None:
    def ten(worker: int) -> None:
        for number in range(10):
            database.write(putting(f"{worker}-{number}"))

    list(pool.map(ten, range(16)))
    assert len(names(database)) == 160


def test_a_use_case_inside_another_is_refused_and_the_writer_goes_on(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside itself"):
        database.write(lambda _conn: database.write(putting("inner")))
    database.write(putting("next"))
    assert set(names(database)) == {"next"}


def test_closing_finishes_what_was_asked_before_and_refuses_the_rest(
    database: Database, pool: ThreadPoolExecutor, path: Path
) -> None:
    busy = Busy(database, pool)
    asked = queued(database, pool, putting("asked"))
    eventually(lambda: waiting_at(database) == 1)
    closing = pool.submit(database.close)
    eventually(lambda: waiting_at(database) == 2)
    with pytest.raises(DatabaseUnavailable, match="closed"):
        database.write(putting("late"))
    busy.free()
    asked.result(10)
    closing.result(10)
    assert seen_by_another(path) == {"asked"}


def test_nobody_waits_for_ever_for_a_database_that_is_being_closed(
    database: Database, pool: ThreadPoolExecutor
) -> None:
    """A use case that slipped in behind the closing mark would hang its caller."""

    def until_refused(worker: int) -> int:
        for number in range(100_000):
            try:
                database.write(putting(f"{worker}-{number}"))
            except DatabaseUnavailable:
                return number
        return -1

    callers = [pool.submit(until_refused, worker) for worker in range(12)]
    eventually(lambda: len(names(database)) > 20)
    database.close()
    assert all(caller.result(10) >= 0 for caller in callers)


def test_a_full_disk_fails_everybody_in_the_commit_and_nobody_after_it(
    database: Database, pool: ThreadPoolExecutor, path: Path
) -> None:
    def limit_pages(conn: Connection, pages: int) -> None:
        conn.exec_driver_sql(f"pragma max_page_count={pages}")

    def fill(conn: Connection) -> None:
        for number in range(10_000):
            put_thing(conn, f"filling-{number}", name="x" * 200)

    database.write(lambda conn: limit_pages(conn, 100))
    busy = Busy(database, pool)
    small = queued(database, pool, putting("small"))
    eventually(lambda: waiting_at(database) == 1)
    large = queued(database, pool, fill)
    eventually(lambda: waiting_at(database) == 2)
    busy.free()
    with pytest.raises(DatabaseUnavailable, match="full"):
        large.result(30)
    told = small.exception(10)
    assert ("small" in seen_by_another(path)) == (told is None), "told and kept are the same"
    database.write(lambda conn: limit_pages(conn, 100_000))
    database.write(putting("after"))
    assert not any(name.startswith("filling") for name in names(database))


def test_an_error_of_the_engine_ends_the_group_with_its_reason(
    database: Database, pool: ThreadPoolExecutor, path: Path
) -> None:
    """SQLite may end the whole transaction by itself; no savepoint is left to go back to."""

    def ends_everything(conn: Connection) -> None:
        conn.exec_driver_sql("rollback")
        raise sqlite3.OperationalError("disk I/O error")

    busy = Busy(database, pool)
    small = queued(database, pool, putting("small"))
    eventually(lambda: waiting_at(database) == 1)
    queued(database, pool, ends_everything)
    eventually(lambda: waiting_at(database) == 2)
    busy.free()
    with pytest.raises(DatabaseUnavailable, match="ended"):
        small.result(10)
    assert seen_by_another(path) == set()
    database.write(putting("after"))
    assert seen_by_another(path) == {"after"}


_WRITES_UNTIL_KILLED = """
import sys, threading
from tests.support.things import a_town, putting

def write(worker):
    for number in range(1_000_000):
        database.write(putting(f"{worker}-{number}"))
        sys.stdout.write(f"{worker}-{number}\\n")
        sys.stdout.flush()

with a_town(sys.argv[1]) as database:
    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_a_killed_process_loses_nothing_that_it_answered(path: Path) -> None:
    url = f"sqlite:///{path}"
    with subprocess.Popen(
        [sys.executable, "-c", _WRITES_UNTIL_KILLED, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        answered = [process.stdout.readline().strip() for _ in range(200)]
        os.kill(process.pid, signal.SIGKILL)
        answered += [line.strip() for line in process.stdout if line.endswith("\n")]
    with a_town(url) as database:
        assert set(answered) <= set(names(database))
        database.write(putting("after"))
