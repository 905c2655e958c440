"""Logs are facts in JSON, and hold no word that a resident wrote."""

import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from services.contracts.envelope import Unreadable
from services.runtime.bus.port import Record
from services.runtime.clock import FixedClock
from services.runtime.lifecycle import RunningRoles
from services.runtime.logs import configure_logs
from services.runtime.sink import TransactionalSink
from services.runtime.worker import Consumer
from tests.support.eventually import eventually
from tests.support.fake_bus import FakeBus
from tests.support.things import CHANGED, CODEC, NOON, TABLES, THINGS, TOPIC, a_town, an_event

_WORDS = "13800138000 我家电梯坏了"
logger = logging.getLogger("tests.logs")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Standard error, with the logs configured to go there."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    configure_logs()
    yield errors
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """Everything that was logged, line by line."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_fact_is_one_line_of_json_with_its_fields(lines: Lines) -> None:
    logger.info("record parked", extra={"topic": "town-things", "offset": 7})
    (line,) = lines()
    assert (line["level"], line["name"], line["message"]) == (
        "INFO",
        "tests.logs",
        "record parked",
    )
    assert (line["topic"], line["offset"], line["thread"]) == ("town-things", 7, "MainThread")
    assert {"time", "process"} <= set(line)


def test_what_is_below_the_level_is_not_told(lines: Lines) -> None:
    logger.debug("a detail")
    assert lines() == []


def test_chinese_stays_readable(written: io.StringIO) -> None:
    logger.info("area loaded", extra={"area": "清河区"})
    assert "清河区" in written.getvalue()


def test_the_time_of_a_line_says_its_offset(lines: Lines) -> None:
    before = datetime.now(UTC)
    logger.info("a fact")
    told = datetime.fromisoformat(lines()[0]["time"])
    assert told.utcoffset() == timedelta(0)
    assert abs((told - before).total_seconds()) < 10


def logged(lines: Lines, fail: Callable[[], object]) -> str:
    """The traceback in the log when `fail` fails."""
    try:
        fail()
    except Exception:
        logger.exception("it failed")
    (line,) = lines()
    told: str = line["exc_info"]
    return told


def test_a_foreign_exception_is_told_by_kind_and_place(lines: Lines) -> None:
    told = logged(lines, lambda: int(_WORDS))
    assert told.startswith("builtins.ValueError\n")
    assert Path(__file__).name in told
    assert "138" not in told


def test_our_own_exception_speaks_for_itself(lines: Lines) -> None:
    def fail() -> None:
        raise Unreadable("data: version: must be a number")

    assert "services.contracts.envelope.Unreadable: data: version: must be a number" in logged(
        lines, fail
    )


def test_the_causes_of_an_exception_are_told_alike(lines: Lines) -> None:
    def fail() -> None:
        try:
            int(_WORDS)
        except ValueError as error:
            raise Unreadable("data: not a number") from error

    told = logged(lines, fail)
    assert told.index("envelope.Unreadable: data: not a number") < told.index("ValueError")
    assert "138" not in told


def test_a_row_that_the_database_refused_is_not_quoted(lines: Lines, tmp_path: Path) -> None:
    row = {"id": "T-1", "version": None, "name": _WORDS}
    with a_town(f"sqlite:///{tmp_path}/town.db") as town:
        told = logged(lines, lambda: town.write(lambda conn: conn.execute(insert(THINGS), row)))
    assert IntegrityError.__name__ in told
    assert "138" not in told


def test_a_role_that_dies_over_somebodys_words_does_not_repeat_them(lines: Lines) -> None:
    class Dying:
        name = "dying"

        def run(self, stop: threading.Event) -> None:
            int(_WORDS)

        def ready(self) -> str | None:
            return None

        def idle(self) -> str | None:
            return None

    running = RunningRoles([Dying()], threading.Event())
    running.start()
    running.join()
    (line,) = lines()
    assert (line["message"], line["role"]) == ("role failed", "dying")
    assert "138" not in json.dumps(line, ensure_ascii=False)


def test_a_parked_record_is_logged_by_where_it_is(lines: Lines, tmp_path: Path) -> None:
    def broken(*_: object) -> None:
        raise ValueError(_WORDS)

    with a_town(f"sqlite:///{tmp_path}/town.db") as town:
        clock = FixedClock(NOON)
        bus = FakeBus()
        sink = TransactionalSink(town, TABLES, "town-reader", {CHANGED: broken}, clock)
        consumer = Consumer("town-reader", bus, [TOPIC], CODEC.decode, sink, clock)
        bus.publish([Record(TOPIC, "T-1", CODEC.encode(an_event("T-1", 1, _WORDS)))])
        bus.publish([Record(TOPIC, "T-2", _WORDS.encode())])
        stop = threading.Event()
        running = threading.Thread(target=consumer.run, args=(stop,))
        running.start()
        eventually(lambda: consumer.idle() is None)
        stop.set()
        running.join(20)
    told = lines()
    assert [(line["message"], line["offset"], line["kind"]) for line in told] == [
        ("record parked", 0, "ValueError"),
        ("record parked", 0, "Unreadable"),
    ]
    assert "138" not in json.dumps(told, ensure_ascii=False)


def test_libraries_that_tell_every_connection_are_kept_quiet(lines: Lines) -> None:
    logging.getLogger("kafka").info("connecting")
    logging.getLogger("kafka").warning("connection lost")
    assert [line["message"] for line in lines()] == ["connection lost"]


def test_nothing_is_logged_to_standard_output(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.info("a fact")
    assert len(lines()) == 1
    assert capsys.readouterr().out == ""
