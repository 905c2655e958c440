"""Whose turn it is to write one SQLite file, between processes.

SQLite's own busy handler sleeps and polls, and starves whoever loses twice. A blocking file lock
wakes the next waiter at once. Where the platform has none, SQLite's handler remains.
"""

import os
from pathlib import Path
from types import TracebackType

from services.runtime.unavailable import DatabaseUnavailable

try:
    import fcntl
except ImportError:  # pragma: no cover - only where there is no fcntl
    _LOCKS = False
else:
    _LOCKS = True


class WriterTurn:
    """A lock held while a process writes; released with the process, whatever ends it.

    Entering raises DatabaseUnavailable where the file cannot be made or locked.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def another(self) -> "WriterTurn":
        """One that waits for this one, and makes it wait, although in the same process."""
        return WriterTurn(self._path)

    def __enter__(self) -> None:
        if not _LOCKS:
            return
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError as error:
            raise DatabaseUnavailable(f"cannot write {self._path}: {error.strerror}") from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if _LOCKS and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
