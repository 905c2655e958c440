"""Two processes write one SQLite file: both get their turn, and a dead one holds nobody up."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.runtime.database import open_database
from services.runtime.unavailable import DatabaseUnavailable
from services.runtime.writer_turn import WriterTurn
from tests.support.eventually import eventually
from tests.support.things import a_town, names, putting

ROOT = Path(__file__).resolve().parents[3]

_GREEDY = """
import sys, threading
from services.runtime.database import open_database
from tests.support.things import putting

def write(worker):
    for number in range(1_000_000):
        database.write(putting(f"greedy-{worker}-{number}"))

database = open_database(sys.argv[1])
for worker in range(8):
    threading.Thread(target=write, args=(worker,)).start()
"""
_STUCK = """
import sys, time
from services.runtime.database import open_database
from tests.support.things import put_thing

def use(conn):
    put_thing(conn, "half done")
    print("in the middle", flush=True)
    time.sleep(600)

open_database(sys.argv[1]).write(use)
"""


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    url = f"sqlite:///{tmp_path}/town.db"
    with a_town(url):
        yield url


@contextmanager
def another_process(code: str, url: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", code, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_single_writer_gets_on_beside_a_greedy_process(url: str) -> None:
    with another_process(_GREEDY, url), a_town(url) as database:
        eventually(lambda: len(names(database)) > 100)
        for number in range(100):
            database.write(putting(f"modest-{number}"))
        by_both = names(database)
        assert sum(name.startswith("modest") for name in by_both) == 100
        eventually(lambda: len(names(database)) > len(by_both), timeout=20)


def test_a_writer_killed_in_the_middle_leaves_its_turn_and_nothing_else(url: str) -> None:
    with another_process(_STUCK, url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        os.kill(process.pid, signal.SIGKILL)
        with a_town(url) as database:
            database.write(putting("after"))
            assert set(names(database)) == {"after"}


def test_readers_do_not_wait_for_a_writer(url: str) -> None:
    with another_process(_STUCK, url) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        database = open_database(url)
        assert names(database) == {}
        database.close()


def test_where_no_turn_can_be_had_the_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "town.db.turn").mkdir()
    with (
        pytest.raises(DatabaseUnavailable, match="turn"),
        a_town(f"sqlite:///{tmp_path}/town.db"),
    ):
        pass


def test_a_turn_can_be_taken_again_after_it_was_closed(tmp_path: Path) -> None:
    turn = WriterTurn(tmp_path / "turn")
    with turn:
        pass
    turn.close()
    with turn:
        pass
    turn.close()
