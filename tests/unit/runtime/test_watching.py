"""Who has nothing to do hears of every commit, and asks seldom where there was none."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event, text

from services.runtime import watching
from services.runtime.bus.port import Record, TopicSpec
from services.runtime.bus.sqlite_log import open_sqlite_log
from services.runtime.database import Database, open_database
from services.runtime.watching import FileMark, FileWatch, PatientWatch
from tests.support.eventually import eventually
from tests.support.things import THINGS, a_town, putting


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Database]:
    with a_town(f"sqlite:///{tmp_path}/town.db") as database:
        yield database


def settled(mark: FileMark) -> object:
    """A look that a further one equals."""
    return eventually(lambda: (seen := mark.look()) == mark.look() and seen)


class Looks(FileMark):
    """Looks as told, the last one for ever."""

    def __init__(self, *looks: object) -> None:
        self._looks = list(looks)
        self.taken = 0

    def look(self) -> object:
        self.taken += 1
        return self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LOOK_EVERY", 0.001)


def test_a_watch_returns_at_the_first_look_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LONGEST", 3600.0)
    looks = Looks(1, 1, 1, 2, 2, 2, 3)
    watch = FileWatch(looks)
    taken = []
    for _ in range(3):
        watch.wait(threading.Event())
        taken.append(looks.taken)
    assert taken == [1, 4, 7]


def test_a_watch_returns_after_a_while_although_nothing_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "_LONGEST", 0.01)
    watch = FileWatch(Looks(1))
    watch.wait(threading.Event())
    watch.wait(threading.Event())


def test_a_watch_ends_with_its_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_LONGEST", 3600.0)
    watch = FileWatch(Looks(1))
    watch.wait(threading.Event())
    stop = threading.Event()
    threading.Timer(0.01, stop.set).start()
    watch.wait(stop)
    assert stop.is_set()


def test_every_commit_changes_the_look_of_a_file(town: Database) -> None:
    assert town.file is not None
    for number in range(3):
        before = settled(town.file)
        town.write(putting(f"T-{number}"))
        assert town.file.look() != before


def test_two_commits_within_a_tick_of_the_clock_are_two_looks(town: Database) -> None:
    assert town.file is not None
    seen = []
    for number in range(20):
        town.write(putting(f"T-{number}"))
        seen.append(town.file.look())
    assert all(one != other for one, other in pairwise(seen))


def test_a_commit_of_another_process_changes_the_look(town: Database, tmp_path: Path) -> None:
    assert town.file is not None
    before = settled(town.file)
    code = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('create table t (a)')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "town.db")], check=True)
    assert town.file.look() != before


def test_reading_changes_nothing(town: Database, tmp_path: Path) -> None:
    town.write(putting("T-1"))
    assert town.file is not None
    before = settled(town.file)
    town.read(lambda conn: conn.execute(text(f"select * from {THINGS.name}")).all())
    with closing(sqlite3.connect(tmp_path / "town.db")) as other:
        other.execute(f"select * from {THINGS.name}").fetchall()
    assert town.file.look() == before


def test_without_a_log_every_look_is_a_new_one(tmp_path: Path) -> None:
    mark = FileMark(tmp_path / "nothing.db")
    assert mark.look() != mark.look()


def test_a_reader_of_a_quiet_log_does_not_ask_it_again(tmp_path: Path) -> None:
    log = open_sqlite_log(f"sqlite:///{tmp_path}/bus.db")
    database = log._database
    assert database.file is not None
    log.ensure_topics([TopicSpec("town-things", 3)])
    asked: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_: asked.append(statement),
    )
    with closing(log):
        subscription = log.subscribe("readers", ["town-things"])
        settled(database.file)
        assert subscription.poll(10, 0) == []
        first = len(asked)
        for _ in range(20):
            assert subscription.poll(10, 0) == []
        assert len(asked) == first
        log.publish([Record("town-things", "T-1", b"lamp")])
        assert [stored.key for stored in subscription.poll(10, 0)] == ["T-1"]


def test_who_asks_a_server_asks_less_often_until_something_was_found() -> None:
    pauses: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout or 0)
            return False

    watch = PatientWatch()
    for _ in range(30):
        watch.wait(Stop())
    watch.found()
    watch.wait(Stop())
    assert pauses[:-1] == sorted(pauses[:-1])
    assert pauses[-2] == watching._LONGEST_PAUSE
    assert pauses[-1] == pauses[0]


def test_each_database_has_the_watch_that_it_needs(town: Database) -> None:
    server = open_database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with closing(server):
        assert isinstance(server.watch(), PatientWatch)
    assert isinstance(town.watch(), FileWatch)
    assert town.watch() is not town.watch()
