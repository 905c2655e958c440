"""A small parent of a few children: starts them, restarts what dies, stops them in order.

Each child has a pipe to its parent as standard input. When the parent is gone, however it went,
the pipe closes and the child ends itself; nothing is left behind.
"""

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from services.runtime import metrics
from services.runtime.backoff import Backoff

logger = logging.getLogger(__name__)
_LOOK_EVERY = 0.1
_LONG_LIFE = 30.0
"""A child that lived so many seconds is restarted at once when it dies."""
_PATIENCE = 40.0


@dataclass(slots=True)
class Child:
    """A command that is meant to run for ever."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    backoff: Backoff = field(default_factory=lambda: Backoff(0.2, 10.0))
    due_at: float | None = None
    """When it is to be started again, after it ended by itself."""

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the parent alone, which then stops in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own command line
            list(self.command), stdin=subprocess.PIPE, start_new_session=True
        )
        self.started_at = time.monotonic()
        self.due_at = None
        metrics.ROLE_UP.labels(f"child-{self.name}").set(1)

    def ended(self) -> int | None:
        """The exit status of a child that has ended."""
        return None if self.process is None else self.process.poll()

    def end(self) -> int:
        """SIGTERM, patience, SIGKILL; the exit status, 0 for a child that SIGTERM met while it
        was starting and had nothing in hand."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.terminate()
        try:
            status = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            logger.exception("child did not end", extra={"child": self.name})
            self.process.kill()
            status = self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        metrics.ROLE_UP.labels(f"child-{self.name}").set(0)
        return 0 if status == -signal.SIGTERM else status


Interlude = Callable[[], None]


class Supervisor:
    """Runs the children until stopped; the first is ended first.

    `interlude` is asked at each look for something to do while no child runs.
    """

    def __init__(
        self,
        children: Sequence[Child],
        interlude: Callable[[], Interlude | None] = lambda: None,
    ) -> None:
        self._children = children
        self._interlude = interlude

    def run(self, stop: threading.Event) -> int:
        """Block until `stop`; 0 when every child ended as asked, else 1."""
        for child in self._children:
            child.start()
        while not stop.wait(_LOOK_EVERY):
            wanted = self._interlude()
            if wanted is not None:
                self._pause_for(wanted)
            for child in self._children:
                self._look_after(child)
        statuses = [child.end() for child in self._children]
        return 1 if any(statuses) else 0

    def _pause_for(self, interlude: Interlude) -> None:
        for child in self._children:
            child.end()
        interlude()
        for child in self._children:
            child.start()

    def _look_after(self, child: Child) -> None:
        """Start again what ended by itself, after its pause; the others are looked at meanwhile."""
        now = time.monotonic()
        if child.due_at is not None:
            if now >= child.due_at:
                child.start()
            return
        status = child.ended()
        if status is None:
            return
        logger.error("child ended by itself", extra={"child": child.name, "status": status})
        if child.process is not None and child.process.stdin is not None:
            child.process.stdin.close()
        # Told of here; at the end only those count that were still there to be ended.
        child.process = None
        if now - child.started_at > _LONG_LIFE:
            child.backoff.reset()
        child.due_at = now + child.backoff.pause()
