"""The embedded log is compacted once a day, after large imports, and by one of many."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.all_in_one import open_installation
from services.runtime.bus import compacting
from services.runtime.bus.compacting import Compacting
from services.runtime.bus.opening import lease_of, open_bus, upkeep_of
from services.runtime.bus.port import Record, TopicSpec
from services.runtime.bus.sqlite_log import SqliteLog
from services.runtime.clock import FixedClock
from services.runtime.database import Database, open_database
from services.runtime.lease import Lease
from services.runtime.settings import load_settings
from services.runtime.unavailable import BusUnavailable
from tests.support.eventually import eventually
from tests.support.things import NOON, TABLES, a_town

TOPIC = "town-things"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Database]:
    with a_town(f"sqlite:///{tmp_path}/town.db") as database:
        yield database


@pytest.fixture
def log(tmp_path: Path, clock: FixedClock) -> Iterator[SqliteLog]:
    log = SqliteLog(open_database(f"sqlite:///{tmp_path}/bus.db"), clock)
    log.ensure_topics([TopicSpec(TOPIC, 3)])
    yield log
    log.close()


@pytest.fixture
def role(log: SqliteLog, town: Database, clock: FixedClock) -> Compacting:
    return Compacting("bus-compaction", log, Lease(town, TABLES, "c", "one", clock), clock)


def publish(log: SqliteLog, *keys: str) -> None:
    log.publish([Record(TOPIC, key, b"lamp") for key in keys])


def test_a_log_that_was_never_written_to_is_left_alone(log: SqliteLog, role: Compacting) -> None:
    assert role.step() == 0
    assert log.compacted() == (None, 0)


def test_what_was_replaced_is_gone_at_the_first_look_and_then_once_a_day(
    log: SqliteLog, role: Compacting, clock: FixedClock
) -> None:
    publish(log, "T-1", "T-1", "T-2")
    assert role.step() == 1
    assert log.compacted() == (NOON, 0)
    publish(log, "T-1", "T-2")
    clock.advance(23 * 3600)
    assert role.step() == 0
    clock.advance(3600)
    assert role.step() == 2
    assert len(list(log.replay([TOPIC]))) == 2


def test_after_much_was_written_nobody_waits_for_the_next_day(
    log: SqliteLog, role: Compacting, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(log, "T-1")
    role.step()
    monkeypatch.setattr(compacting, "_MUCH", 10)
    publish(log, *["T-1"] * 9)
    assert role.step() == 0
    publish(log, "T-1")
    assert role.step() == 10


def test_only_the_holder_of_the_lease_compacts(
    log: SqliteLog, role: Compacting, town: Database, clock: FixedClock
) -> None:
    other = Compacting("other", log, Lease(town, TABLES, "c", "two", clock), clock)
    assert role.step() == 0
    publish(log, "T-1", "T-1")
    assert other.step() == 0
    assert role.step() == 1


def test_a_file_that_is_held_is_told_of_and_compacted_later(
    log: SqliteLog, role: Compacting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacting, "_LOOK_EVERY", 0.01)
    publish(log, "T-1", "T-1")
    compact, held = log.compact, threading.Event()

    def compacted() -> int:
        if not held.is_set():
            raise BusUnavailable("a reader holds on to it")
        return compact()

    monkeypatch.setattr(log, "compact", compacted)
    stop = threading.Event()
    running = threading.Thread(target=role.run, args=(stop,))
    running.start()
    eventually(lambda: "a reader holds on" in (role.ready() or ""))
    assert role.idle() is None
    held.set()
    eventually(lambda: log.compacted()[0] is not None and role.ready() is None)
    stop.set()
    running.join(20)


def test_its_lease_lies_with_the_log_and_one_of_several_processes_compacts(
    tmp_path: Path, clock: FixedClock
) -> None:
    url = f"sqlite:///{tmp_path}/log/bus.db"
    logs = [SqliteLog(open_database(url), clock) for _ in range(2)]
    logs[0].ensure_topics([TopicSpec(TOPIC, 3)])
    upkeep = [upkeep_of(each, lease_of(each, f"process {id(each)}", clock), clock) for each in logs]
    first, second = (role for (role,) in upkeep)
    assert isinstance(first, Compacting)
    assert isinstance(second, Compacting)
    publish(logs[0], "a", "a", "b")
    assert first.step() == 1
    assert not logs[1].lease("bus-compaction", "process 3", clock).hold()
    publish(logs[0], "b")
    clock.advance(2 * 24 * 3600)
    assert second.step() == 1
    assert {path.name.partition(".")[0] for path in (tmp_path / "log").iterdir()} == {"bus"}
    for each in logs:
        each.close()


def test_a_home_has_the_role_and_a_broker_needs_none(
    tmp_path: Path, town: Database, clock: FixedClock
) -> None:
    installation = open_installation(
        load_settings({"CITYMEND_HOME": str(tmp_path / "home")}), writer=False
    )
    installation.prepare()
    assert [one.name for one in installation.roles()][-1] == "bus-compaction"
    installation.close()
    broker = open_bus("kafka://127.0.0.1:1")
    assert upkeep_of(broker, lambda name: Lease(town, TABLES, name, "one", clock), clock) == ()
    broker.close()
