"""Running roles until told to stop, and never outliving the parent."""

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Protocol

from services.runtime import metrics

logger = logging.getLogger(__name__)
_PR_SET_PDEATHSIG = 1
_PATIENCE = 30.0


class Role(Protocol):
    """One kind of background work. The same object runs in one process or in its own."""

    name: str

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, then finish what is in hand and return."""
        ...

    def ready(self) -> str | None:
        """None while everything it needs answers, else a sentence. Never raises."""
        ...

    def idle(self) -> str | None:
        """None when nothing is left to do now, else a sentence that names what is.

        Raises Unavailable.
        """
        ...


class RunningRoles:
    """Each role on its own thread. One that dies takes the process down, which is restarted."""

    def __init__(self, roles: Sequence[Role], stop: threading.Event) -> None:
        self._stop = stop
        self.failed = False
        self._threads = [
            threading.Thread(target=self._guard, args=(role,), name=role.name, daemon=True)
            for role in roles
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Wait until all have ended after the stop, half a minute for all together."""
        deadline = time.monotonic() + _PATIENCE
        for thread in self._threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def _guard(self, role: Role) -> None:
        metrics.ROLE_UP.labels(role.name).set(1)
        try:
            role.run(self._stop)
        except Exception:
            logger.exception("role failed", extra={"role": role.name})
            self.failed = True
            self._stop.set()
        finally:
            metrics.ROLE_UP.labels(role.name).set(0)


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT set the event; a second SIGINT ends at once.

    Call it from the main thread. It works wherever that thread is: a handler in Python would run
    only when the main thread comes back to Python, which a wait that has just begun never does,
    and would take the lock of an event whose wait it interrupted.
    """
    arrivals, arrive = os.pipe()
    os.set_blocking(arrive, False)
    signal.set_wakeup_fd(arrive, warn_on_full_buffer=False)

    def watch() -> None:
        while True:
            for number in os.read(arrivals, 16):
                if stop.is_set() and number == signal.SIGINT:
                    os._exit(130)
                if number in (signal.SIGTERM, signal.SIGINT):
                    stop.set()

    threading.Thread(target=watch, name="signal-watch", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _note)


def hear_no_more_signals() -> None:
    """For a process that has ended its work in order: being told again must not change its status.

    The interpreter gives handlers up while it ends, and the next SIGTERM would kill it. Call it
    from the main thread.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _note(_number: int, _frame: FrameType | None) -> None:
    """Nothing: a signal that has a handler is written to the pipe before the handler runs."""


def die_with_parent() -> None:
    """Ask Linux for SIGTERM when the parent dies. Elsewhere the pipe alone does it."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def watch_parent(pipe: int, when_gone: Callable[[], None]) -> None:
    """Call `when_gone` when the other end of the pipe closes, which a killed parent's does."""

    def watch() -> None:
        while os.read(pipe, 64):
            pass
        when_gone()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
