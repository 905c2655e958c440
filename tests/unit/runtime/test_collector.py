"""How often a process looks for garbage in rings."""

import gc
from collections.abc import Iterator

import pytest

from services.runtime.collector import WEB, WORK, collect_after, settle


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_a_command_looks_seldom_but_looks() -> None:
    collect_after(WORK)
    assert gc.isenabled()
    assert gc.get_threshold()[0] == WORK > WEB > 700


def test_a_process_that_was_just_built_walks_through_nothing_it_was_built_of() -> None:
    built = [[] for _ in range(1000)]  # type: ignore[var-annotated]
    settle(WEB)
    assert gc.get_freeze_count() > len(built)
    assert gc.get_threshold()[0] == WEB


def test_rings_are_still_found() -> None:
    settle(WORK)
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() > 0
