"""Waiting longer after each failure, up to a limit, and never past a stop."""

import random
import threading


class Backoff:
    """Doubles from `first` to `longest` seconds, with a quarter of jitter."""

    def __init__(self, first: float = 0.1, longest: float = 5.0) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def wait(self, stop: threading.Event) -> None:
        stop.wait(self.pause())

    def pause(self) -> float:
        """How many seconds to wait this time; the next time it is longer."""
        pause = self._next * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing
        self._next = min(self._next * 2, self._longest)
        return pause

    def reset(self) -> None:
        self._next = self._first
