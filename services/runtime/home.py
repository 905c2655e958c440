"""The owner lock of a home: while a server holds it, other commands hand it their work."""

from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

_FILE = "owner.lock"
_PATIENCE = 1.0
"""Seconds in which whoever only looks at the lock has certainly let go of it."""
_GLANCE = 0.2
"""Seconds in which another who only looks has."""


class HomeIsOwned(Exception):
    """A running server owns this home."""


class HomeLock:
    """Held for as long as a process owns the home; the system frees it with the process."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FileLock(home / _FILE, mode=0o600)

    def __enter__(self) -> "HomeLock":
        """Raises HomeIsOwned."""
        try:
            self._lock.acquire(timeout=_PATIENCE, poll_interval=0.02)
        except Timeout as error:
            raise HomeIsOwned("a running server owns this home") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()


def is_owned(home: Path) -> bool:
    """Whether another process owns the home now."""
    if not (home / _FILE).exists():
        return False
    lock = FileLock(home / _FILE, mode=0o600)
    try:
        lock.acquire(timeout=_GLANCE, poll_interval=0.01)
    except Timeout:
        return True
    lock.release()
    return False
