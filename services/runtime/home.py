"""The owner lock of a home: while a server holds it, other commands hand it their work."""

from collections.abc import Iterator
from contextlib import contextmanager
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


class HomeUnusable(Exception):
    """The home cannot be made, or its lock cannot be written; the message says where and why."""


class HomeLock:
    """Held for as long as a process owns the home; the system frees it with the process."""

    def __init__(self, home: Path) -> None:
        """Raises HomeUnusable."""
        with _usable(home):
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._home = home
        self._lock = FileLock(home / _FILE, mode=0o600)

    def __enter__(self) -> "HomeLock":
        """Raises HomeIsOwned, HomeUnusable."""
        try:
            with _usable(self._home):
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
    """Whether another process owns the home now. Raises HomeUnusable."""
    lock = FileLock(home / _FILE, mode=0o600)
    try:
        with _usable(home):
            if not (home / _FILE).exists():
                return False
            lock.acquire(timeout=_GLANCE, poll_interval=0.01)
    except Timeout:
        return True
    lock.release()
    return False


@contextmanager
def _usable(home: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # an OSError, too, and the one that says something else
        raise
    except OSError as error:
        raise HomeUnusable(f"cannot use {home}: {error.strerror}") from error
