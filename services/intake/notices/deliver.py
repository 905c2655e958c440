"""Sending what waits in the trays: a leased role.

A message is sent, then marked. Killed between the two, it is sent again under the same id, by
which the other side can tell (see `channels.port`); it is never lost. What is refused for good is
marked so and shown to the staff; what is not taken yet is tried again, less and less often, until
it is no news any more.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from sqlalchemy import Connection

from services.intake.notices.channels.port import Channel, ChannelAway, NotNow, Refused
from services.intake.notices.tray import Tray, Waiting
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.leased import LeasedLoop
from services.runtime.unavailable import Unavailable
from services.runtime.watching import Pause

logger = logging.getLogger(__name__)
T = TypeVar("T")
PAUSE: Final = 2.0
"""Seconds between looks: somebody may be waiting for a code."""
_FAULTS: Final = (ValueError, TypeError, LookupError, AttributeError)
"""What code raises that did not foresee a message, such as one that cannot be encoded."""
_LONGEST: Final = 200
"""Characters of a reason that are kept."""


class Deliver:
    """A role: one of them sends, the others wait for its lease."""

    def __init__(
        self,
        name: str,
        database: Database,
        channel: Channel,
        trays: Sequence[Tray],
        lease: Lease,
        clock: Clock,
    ) -> None:
        self.name = name
        self._database = database
        self._channel = channel
        self._trays = trays
        self._lease = lease
        self._clock = clock
        self._loop = LeasedLoop(name, lease, "messages wait to be sent")

    def run(self, stop: threading.Event) -> None:
        self._loop.run(stop, self.step, Pause(PAUSE))
        self._channel.close()

    def step(self) -> bool:
        """Send one batch of each tray if this is the one at work; whether there was one.

        Raises Unavailable (the channel's, or the database's), LeaseLost.
        """
        if not self._lease.hold():
            return False
        due = [(tray, one) for tray in self._trays for one in self._due(tray)]
        if not due:
            self._channel.close()
            return False
        with self._lease.kept():
            for tray, one in due:
                self._deliver(tray, one)
        return True

    def _due(self, tray: Tray) -> Sequence[Waiting]:
        return self._database.read(lambda conn: tray.due(conn, self._clock.now()))

    def _deliver(self, tray: Tray, one: Waiting) -> None:
        if not self._lease.hold():
            return
        if one.message is None:
            self._write(lambda conn: tray.end(conn, one, "dropped"))
            return
        try:
            stays = self._channel.send(one.message) == "kept"
        except Refused as error:
            reason = str(error)[:_LONGEST]
            self._write(lambda conn: tray.end(conn, one, "failed", reason))
            logger.warning("a message was refused", extra=_told(one, reason))
        except (NotNow, ChannelAway) as error:
            self._put_off(tray, one, error)
        except _FAULTS as fault:
            # A fault of ours about one message: the others go on. Its words are in no reason.
            self._put_off(tray, one, NotNow(f"cannot be sent: {type(fault).__name__}"))
        else:
            self._write(lambda conn: tray.end(conn, one, "kept" if stays else "sent"))

    def _put_off(self, tray: Tray, one: Waiting, error: NotNow | ChannelAway) -> None:
        """Also where the channel is away: one that it dies of must not stand before the others."""
        reason, now = str(error)[:_LONGEST], self._clock.now()
        if not self._write(lambda conn: tray.later(conn, one, now, reason)):
            logger.warning("a message was given up", extra=_told(one, reason))
        if isinstance(error, Unavailable):
            raise error

    def _write(self, use: Callable[[Connection], T]) -> T:
        def fenced(conn: Connection) -> T:
            self._lease.fence(conn)
            return use(conn)

        return self._database.write(fenced)

    def ready(self) -> str | None:
        return self._loop.trouble

    def idle(self) -> str | None:
        waits = any(self._database.read(tray.waits) for tray in self._trays)
        return f"{self.name}: messages wait to be sent" if waits else None


def _told(one: Waiting, reason: str) -> dict[str, object]:
    message = one.message
    return {"message_id": message.id if message else None, "tries": one.tries + 1, "reason": reason}
