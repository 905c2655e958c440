"""Names that nobody has: wrong guesses at them are answered as those at an account are.

Otherwise the wait that follows some wrong passwords would tell which names exist. Kept in the
memory of one process; those guessed at longest ago are forgotten first.
"""

import threading
from collections import OrderedDict
from datetime import datetime
from typing import Final, NamedTuple

from services.runtime.identity.account import lock_after

_REMEMBERED: Final = 10_000


class _Guessed(NamedTuple):
    times: int
    until: datetime | None


class Strangers:
    """Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._guessed: OrderedDict[str, _Guessed] = OrderedDict()

    def waits_until(self, name: str, now: datetime) -> datetime | None:
        """The moment from which the name may be tried again; None when it may be tried now."""
        with self._lock:
            guessed = self._guessed.get(name)
        until = guessed.until if guessed is not None else None
        return until if until is not None and until > now else None

    def count_failure(self, name: str, now: datetime) -> None:
        with self._lock:
            known = self._guessed.pop(name, None)
            times = (known.times if known is not None else 0) + 1
            self._guessed[name] = _Guessed(times, lock_after(times, now))
            if len(self._guessed) > _REMEMBERED:
                self._guessed.popitem(last=False)
