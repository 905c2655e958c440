"""Working until nothing is left, and saying what is when time runs out."""

import threading
import time
from collections.abc import Mapping, Sequence

from prometheus_client import Counter

from services.runtime import metrics
from services.runtime.lifecycle import Role, RunningRoles
from services.runtime.unavailable import Unavailable

_LOOK_EVERY = 0.1
_LOOKS = 2
"""Idle means idle at so many looks in a row: an event may be between two roles at one."""


class NotIdle(Exception):
    """The limit passed; the message names what is left."""


def drain(roles: Sequence[Role], limit: float) -> Mapping[str, float | int]:
    """Run the roles until all are idle. Raises NotIdle after `limit` seconds."""
    stop = threading.Event()
    before = _events_done()
    started = time.monotonic()
    running = RunningRoles(roles, stop)
    running.start()
    try:
        _wait_idle(roles, limit, running)
    finally:
        stop.set()
        running.join()
    return _done(_events_done() - before, started)


def watch_drain(roles: Sequence[Role], limit: float) -> Mapping[str, float | int]:
    """Wait until the roles, running in another process, are idle. Raises NotIdle."""
    started = time.monotonic()
    _wait_idle(roles, limit, None)
    return _done(0, started)


def _done(events: int, started: float) -> Mapping[str, float | int]:
    return {"events": events, "seconds": round(time.monotonic() - started, 3)}


def _wait_idle(roles: Sequence[Role], limit: float, running: RunningRoles | None) -> None:
    deadline = time.monotonic() + limit
    looks = 0
    moved = -1
    while looks < _LOOKS:
        left = what_is_left(roles)
        # What moved since the last look may have passed each role just before it was asked.
        before, moved = moved, _moved()
        looks = looks + 1 if left is None and moved == before else 0
        if running is not None and running.failed:
            raise NotIdle("a role failed; see the log")
        if left and time.monotonic() > deadline:
            raise NotIdle(f"not idle after {limit:g} s: {left}")
        if looks < _LOOKS:
            time.sleep(_LOOK_EVERY)


def what_is_left(roles: Sequence[Role]) -> str | None:
    """The first thing that is not done, or what keeps us from knowing."""
    for role in roles:
        try:
            left = role.idle()
        except Unavailable as error:
            return f"{role.name}: {error}"
        if left:
            return left
    return None


def _events_done() -> int:
    return _total(metrics.EVENTS_DONE)


def _moved() -> int:
    """Grows with every event that this process sends or does."""
    return _total(metrics.OUTBOX_SENT) + _total(metrics.EVENTS_DONE)


def _total(counter: Counter) -> int:
    samples = (sample for family in counter.collect() for sample in family.samples)
    return int(sum(sample.value for sample in samples if sample.name.endswith("_total")))
