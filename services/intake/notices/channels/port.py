"""The port of whatever carries a message to a person.

Promises of every adapter, each stated once in `tests/contract/test_channels.py`:

* `send` returns only when the other side has taken the message over, and says whether that side is
  outside of the house.
* What stays in the house holds no way in: neither the code nor the link of a message.
* The same message sent again bears the same id, and the other side can see it: a mailbox keeps it
  once, a mail server and a reader find the same Message-ID, a gateway the same Idempotency-Key.
  A message is therefore never lost, and at most repeated recognisably.
* A refusal for good is `Refused`; a refusal for now is `NotNow`, which concerns this one message,
  or an `Unavailable` such as `ChannelAway`, which concerns them all. Nothing else is raised, and
  no sentence of an exception holds an address or a word of a message.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from services.runtime.unavailable import Unavailable

Kind = Literal["email", "phone"]
BOTH: Final[frozenset[Kind]] = frozenset(("email", "phone"))
TIMEOUT: Final = 10.0
"""Seconds for one answer of the other side."""
Delivered = Literal["sent", "kept"]
"""It has left the house; or it lies in the mailbox, and nobody was reached."""
ONE_CLICK: Final = "List-Unsubscribe=One-Click"
"""What a mail program posts to `Message.stop` for a reader who wants no more (RFC 8058)."""
_SPACE: Final = uuid.UUID("6f6ecf0e-6a3b-5a52-9f0e-3f2f8a6d1c11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one person is told, in that person's language."""

    id: str
    """The same whenever the same is sent again: letters, digits and hyphens, at most 64."""
    at: datetime
    """When there was something to tell; not when it was sent."""
    report: str
    email: str | None
    phone: str | None
    language: str
    subject: str
    text: str
    short: str
    """One sentence with the link, for a telephone."""
    stop: str | None
    """Address of the page on which the reader chooses to hear less, and to which ONE_CLICK is
    posted; none where that is useless."""
    code: str | None = None
    """What opens something once, for whoever got the message alone."""
    way_in: str | None = None
    """The token in the message's links: whoever has it sees the reader's report."""


def message_id(*parts: str) -> str:
    """The id of what is told by these parts; the same parts give the same id."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


class Refused(Exception):
    """The other side will never take this message: no such address, forbidden content."""


class NotNow(Exception):
    """The other side could not take this one message; later it may."""


class ChannelAway(Unavailable):
    """The other side cannot be reached, or does not take us for who we are."""


class Channel(Protocol):
    """One way out. Used by one thread at a time."""

    @property
    def reaches(self) -> frozenset[Kind]:
        """Of which kinds of address a message needs at least one."""
        ...

    def send(self, message: Message) -> Delivered:
        """Hand it over. Raises Refused, NotNow, ChannelAway."""
        ...

    def close(self) -> None:
        """Let go of connections; the next message opens them again."""
        ...
