"""Waiting for what another thread or process will do, instead of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_LOOK_EVERY = 0.01


def eventually(look: Callable[[], T], timeout: float = 20.0) -> T:
    """The first truthy answer of `look`; AssertionError with the last one after `timeout` seconds.

    What `look` raises is raised at once: a condition that can never hold need not be waited for.
    """
    deadline = time.monotonic() + timeout
    while not (answer := look()):
        assert time.monotonic() < deadline, f"not within {timeout:g} s; the last look: {answer!r}"
        time.sleep(_LOOK_EVERY)
    return answer
