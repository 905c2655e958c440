"""Whose turn it is to read one SQLite file, between the threads of a process.

SQLite's driver gives the interpreter's lock away at every row. Readers at the same time hand it
to each other instead of reading: twelve threads that list a hundred rows each were measured at
2.4 times the CPU per list, and at half the lists per second, of one after the other.
"""

import threading
from types import TracebackType

_PATIENCE = 0.05
"""Seconds after which a reader goes on beside the one whose turn it is: a long read must not
hold up the short ones."""


class ReadingTurn:
    """Entered for a reading: at once, after the reader before, or after so much patience."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._lock = threading.Lock()
        self._patience = patience
        self._mine = threading.local()

    def __enter__(self) -> None:
        self._mine.taken = self._lock.acquire(timeout=self._patience)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._mine.taken:
            self._lock.release()
