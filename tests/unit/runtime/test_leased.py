"""A leased role's loop: at once after a step that did something, later and later in trouble."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from services.runtime.lease import Lease, LeaseLost
from services.runtime.leased import LeasedLoop
from services.runtime.unavailable import DatabaseUnavailable


@dataclass
class Told:
    """What the loop did, in order; it is stopped when it waits for the second time."""

    stop: threading.Event = field(default_factory=threading.Event)
    seen: list[str] = field(default_factory=list)

    def release(self) -> None:
        self.seen.append("released")

    def found(self) -> None:
        self.seen.append("found")

    def wait(self, stop: threading.Event) -> None:
        self.seen.append("waited")
        if self.seen.count("waited") == 2:
            stop.set()


def steps(*results: object) -> Callable[[], object]:
    """Each result in turn, an exception raised; then nothing to do."""
    left: list[object] = list(results)

    def step() -> object:
        result = left.pop(0) if left else 0
        if isinstance(result, Exception):
            raise result
        return result

    return step


def run(told: Told, results: Sequence[object], undone: str = "it waits") -> LeasedLoop:
    loop = LeasedLoop("sweeper", cast(Lease, told), undone)
    loop.run(told.stop, steps(*results), told)
    return loop


def test_a_step_that_did_something_is_followed_at_once() -> None:
    told = Told()
    assert run(told, [3, 1]).trouble is None
    assert told.seen == ["found", "found", "waited", "waited", "released"]


@pytest.mark.parametrize("passing", [DatabaseUnavailable("gone"), LeaseLost("another")])
def test_trouble_that_may_pass_is_tried_again_and_forgotten(passing: Exception) -> None:
    told = Told()
    assert run(told, [passing, 1]).trouble is None
    assert told.seen == ["found", "waited", "waited", "released"]


def test_trouble_is_said_in_the_role_s_words_while_it_lasts() -> None:
    told = Told()
    loop = LeasedLoop("sweeper", cast(Lease, told), "deadlines wait")

    def step() -> int:
        told.stop.set()
        raise DatabaseUnavailable("gone")

    loop.run(told.stop, step, told)
    assert loop.trouble == "deadlines wait: gone"
    assert told.seen == ["released"]


def test_a_fault_of_ours_is_tried_again_and_takes_nobody_else_down() -> None:
    told = Told()
    assert run(told, [ValueError("a fault of ours"), 1]).trouble is None
    assert told.seen == ["found", "waited", "waited", "released"]


def test_a_fault_of_ours_is_named_without_its_words_while_it_lasts() -> None:
    told = Told()
    loop = LeasedLoop("sweeper", cast(Lease, told), "deadlines wait")

    def step() -> int:
        told.stop.set()
        raise ValueError("words of a resident")

    loop.run(told.stop, step, told)
    assert loop.trouble == "deadlines wait: ValueError, see the log"


def test_a_fault_of_ours_ends_the_loop_of_a_role_that_remembers() -> None:
    told = Told()
    loop = LeasedLoop("grouper", cast(Lease, told), "reports wait", remembers=True)
    with pytest.raises(ValueError, match="a fault of ours"):
        loop.run(told.stop, steps(ValueError("a fault of ours")), told)
