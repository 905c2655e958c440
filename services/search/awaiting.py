"""Read your own writes: wait until a search would show a version, or say how far it is."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from services.search.index.document import KINDS, Key
from services.search.index.port import IndexReader

MOST_WAITERS = 4
"""Per process: each holds one of the server's few threads."""
LONGEST_WAIT = 5.0
_LOOK_EVERY = 0.1


class UnreadableMark(Exception):
    """`after` is not `kind:id@version` with a kind that search knows."""


class NotReached(Exception):
    """The version is not shown yet. `shown` is the version a search shows, 0 for none."""

    def __init__(self, shown: int, as_of: datetime | None) -> None:
        super().__init__(shown)
        self.shown = shown
        self.as_of = as_of


class RecordParked(Exception):
    """The version was not understood and is parked; somebody has to mend it before it is shown."""


class TooManyWaiters(Exception):
    """MOST_WAITERS requests of this process wait already."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A version of a record, written `report:20261122-7K3QX@1`."""

    key: Key
    version: int


def read_mark(text: str) -> Mark:
    """Raises UnreadableMark."""
    kind, colon, rest = text.partition(":")
    record, at, version = rest.rpartition("@")
    well_formed = colon and at and record and version.isascii() and version.isdigit()
    for known in KINDS:
        if well_formed and kind == known and len(version) < 10:
            return Mark(Key(known, record), int(version))
    raise UnreadableMark


class AwaitVersion:
    """Waits at most LONGEST_WAIT seconds for a mark."""

    def __init__(
        self,
        reader: IndexReader,
        is_parked: Callable[[Mark], bool],
        limit: float = LONGEST_WAIT,
    ) -> None:
        self._reader = reader
        self._is_parked = is_parked
        self._limit = limit
        self._seats = threading.BoundedSemaphore(MOST_WAITERS)

    def __call__(self, mark: Mark) -> None:
        """Return once a search shows the version or a later one. Raises NotReached, RecordParked,
        TooManyWaiters, and IndexUnavailable or DatabaseUnavailable."""
        if self._shown(mark) >= mark.version:
            return
        with self._seat():
            deadline = time.monotonic() + self._limit
            while self._shown(mark) < mark.version:
                if self._is_parked(mark):
                    raise RecordParked
                if time.monotonic() >= deadline:
                    raise NotReached(self._shown(mark), self._reader.as_of())
                time.sleep(_LOOK_EVERY)

    def _shown(self, mark: Mark) -> int:
        found = self._reader.visible([mark.key]).get(mark.key)
        return found.version if found is not None else 0

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if not self._seats.acquire(blocking=False):
            raise TooManyWaiters
        try:
            yield
        finally:
            self._seats.release()
