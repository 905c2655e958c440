"""The owner lock of a home: while a server holds it, other commands hand it their work."""

from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout


class HomeIsOwned(Exception):
    """A running server owns this home."""


class HomeLock:
    """Held for as long as a process owns the home; the system frees it with the process."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FileLock(home / "owner.lock", mode=0o600)

    def __enter__(self) -> "HomeLock":
        """Raises HomeIsOwned."""
        try:
            self._lock.acquire(timeout=0)
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
    if not (home / "owner.lock").exists():
        return False
    try:
        with HomeLock(home):
            return False
    except HomeIsOwned:
        return True
