"""Waiting until a database may have something new, without asking it all the time.

A role that found nothing to do waits here. SQLite writes every commit into one file, whose state
costs two microseconds to look at; a question to the database costs three hundred. PostgreSQL is
asked less often the longer nothing came.
"""

import threading
import time
from pathlib import Path
from typing import Protocol

_LOOK_EVERY = 0.05
"""Seconds between looks at a file, and the first pause of who asks; readers are no fresher."""
_LONGEST = 1.0
"""Seconds after which a question is due although the file looks the same."""
_LONGEST_PAUSE = 0.4
_SETTLED_NS = 50_000_000
"""A file changed twice within a tick of the system's clock looks the same after both."""


class Watch(Protocol):
    """One role's waiting. Not safe for two threads."""

    def found(self) -> None:
        """Say that there was something: more may follow at once."""
        ...

    def wait(self, stop: threading.Event) -> None:
        """Return when something may have been written since the last return, after a second at
        the latest, or when `stop` is set."""
        ...


class FileMark:
    """What a SQLite file's write-ahead log looks like."""

    def __init__(self, path: Path) -> None:
        self._log = path.with_name(path.name + "-wal")

    def look(self) -> object:
        """Equal to an earlier look only where nothing was committed in between."""
        try:
            seen = self._log.stat()
        except OSError:
            return object()
        if time.time_ns() - seen.st_mtime_ns < _SETTLED_NS:
            return object()
        return (seen.st_ino, seen.st_mtime_ns, seen.st_size)


class FileWatch:
    """A Watch over a SQLite file, also over what other processes write."""

    def __init__(self, mark: FileMark) -> None:
        self._mark = mark
        self._seen: object = object()

    def found(self) -> None:
        """Nothing to note: the next look tells."""

    def wait(self, stop: threading.Event) -> None:
        deadline = time.monotonic() + _LONGEST
        while not stop.wait(_LOOK_EVERY):
            before, self._seen = self._seen, self._mark.look()
            if self._seen != before or time.monotonic() > deadline:
                return


class PatientWatch:
    """A Watch that only waits, longer each time, until something was found."""

    def __init__(self) -> None:
        self._pause = _LOOK_EVERY

    def found(self) -> None:
        self._pause = _LOOK_EVERY

    def wait(self, stop: threading.Event) -> None:
        stop.wait(self._pause)
        self._pause = min(self._pause * 1.5, _LONGEST_PAUSE)


class Pause:
    """A Watch of what no database tells, such as the time that passes: so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def found(self) -> None:
        """Nothing to note: the next step follows at once."""

    def wait(self, stop: threading.Event) -> None:
        stop.wait(self._seconds)
