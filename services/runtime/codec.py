"""What the runtime needs to know of events, without knowing any of them."""

from collections.abc import Callable
from typing import Protocol

from services.contracts.envelope import Event

Decode = Callable[[bytes], Event]
"""Raises envelope.Unreadable or envelope.UnknownType."""


class Codec(Protocol):
    """The event catalogue as the runtime sees it; the composition hands it in."""

    def encode(self, event: Event) -> bytes: ...

    def decode(self, raw: bytes) -> Event: ...

    def topic_of(self, event_type: str) -> str: ...
