"""Draining ends when nothing is left, and says what is when time runs out."""

import threading
from collections.abc import Callable

import pytest

from services.runtime import metrics
from services.runtime.draining import NotIdle, drain, watch_drain, what_is_left
from services.runtime.unavailable import BusUnavailable


class Worker:
    """A role that is idle as the test says."""

    def __init__(self, name: str, idle: Callable[[], str | None] = lambda: None) -> None:
        self.name = name
        self._idle = idle
        self.began = threading.Event()
        self.ended = threading.Event()

    def run(self, stop: threading.Event) -> None:
        self.began.set()
        stop.wait(20)
        self.ended.set()

    def ready(self) -> str | None:
        return None

    def idle(self) -> str | None:
        return self._idle()


class Dying(Worker):
    def run(self, stop: threading.Event) -> None:
        raise RuntimeError("no more")


def saying(*answers: str | None) -> Callable[[], str | None]:
    """These answers one after the other, the last one for ever."""
    left = list(answers)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_roles_run_until_all_are_idle_and_are_then_ended() -> None:
    worker = Worker("worker", saying("3 events", "1 events", None))
    other = Worker("other")
    done = drain([worker, other], limit=20)
    assert set(done) == {"events", "seconds"}
    assert worker.began.is_set()
    assert worker.ended.is_set()
    assert other.ended.is_set()


def test_one_idle_look_is_not_enough() -> None:
    asked: list[str | None] = []
    answers = saying(None, "1 events", None, "1 events", None, None, None)

    def idle() -> str | None:
        asked.append(answers())
        return asked[-1]

    watch_drain([Worker("worker", idle)], limit=20)
    assert asked[-2:] == [None, None]
    assert asked.count("1 events") == 2


def test_what_moves_between_two_looks_is_not_taken_for_rest() -> None:
    """An event may pass each role just after that one was asked."""
    looks: list[int] = []

    def idle() -> str | None:
        looks.append(1)
        if len(looks) < 5:
            metrics.EVENTS_DONE.labels("town-reader").inc()
        return None

    assert drain([Worker("worker", idle)], limit=20)["events"] == 4
    assert len(looks) >= 6


def test_when_time_runs_out_what_is_left_is_named_and_the_roles_are_ended() -> None:
    worker = Worker("worker", lambda: "town-relay: 7 events in the outbox")
    with pytest.raises(NotIdle, match=r"after 0\.2 s: town-relay: 7 events in the outbox"):
        drain([Worker("other"), worker], limit=0.2)
    assert worker.ended.is_set()


def test_a_role_that_dies_ends_the_draining() -> None:
    with pytest.raises(NotIdle, match="failed"):
        drain([Dying("dying", lambda: "1 events")], limit=20)


def test_what_is_away_is_what_is_left() -> None:
    def away() -> str | None:
        raise BusUnavailable("Kafka does not answer")

    assert what_is_left([Worker("other"), Worker("relay", away)]) == "relay: Kafka does not answer"


def test_watching_runs_nothing() -> None:
    worker = Worker("worker")
    watch_drain([worker], limit=20)
    assert not worker.began.is_set()
