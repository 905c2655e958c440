"""The envelope of every event: CloudEvents 1.0 in structured JSON (its JSON format, section 3)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"
LARGEST_EVENT = 64 * 1024
"""Bytes of an encoded event (CloudEvents 1.0, section 6 "Size limits")."""

# Made once: `json.dumps` makes an encoder for every event.
_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Unreadable(Exception):
    """The bytes are no event of ours. The message names the field and the rule, never a value."""


class UnknownType(Exception):
    """A well-formed event of a type this release does not know; a newer producer wrote it."""


class TooLarge(Exception):
    """The encoded event exceeds LARGEST_EVENT."""


class EventData(Protocol):
    """What every event's data has: the version of the object whose whole state it is."""

    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `subject` is the object's id and the record's key on the bus."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    data: EventData
    cause: str | None = None
    """The id of the event that led to this one."""

    @property
    def version(self) -> int:
        return self.data.version


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event whose data has not been read yet."""

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    data: Mapping[str, Any]
    cause: str | None


def seal(event: Event, data: Mapping[str, Any]) -> bytes:
    """The event as JSON bytes. Raises TooLarge beyond LARGEST_EVENT bytes."""
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": format_time(event.time),
        "datacontenttype": "application/json",
    }
    if event.cause is not None:
        body["cause"] = event.cause
    body["data"] = data
    encoded = _WRITTEN.encode(body).encode()
    if len(encoded) > LARGEST_EVENT:
        raise TooLarge(f"{event.type}: {len(encoded)} bytes, at most {LARGEST_EVENT}")
    return encoded


def unseal(raw: bytes) -> Envelope:
    """Read the envelope. Raises Unreadable when it is not CloudEvents 1.0 with object data."""
    try:
        # Decoded here, because json would guess UTF-16 and UTF-32, too.
        body = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON in UTF-8") from error
    if not isinstance(body, dict):
        raise Unreadable("not a JSON object")
    if body.get("specversion") != "1.0":
        raise Unreadable("specversion: must be 1.0")
    data = body.get("data")
    if not isinstance(data, dict):
        raise Unreadable("data: must be an object")
    cause = body.get("cause")
    return Envelope(
        id=_text(body, "id"),
        type=_text(body, "type"),
        source=_text(body, "source"),
        subject=_text(body, "subject"),
        time=parse_time(_text(body, "time"), "time"),
        data=data,
        cause=cause if isinstance(cause, str) else None,
    )


def format_time(moment: datetime) -> str:
    """An aware moment as RFC 3339 in UTC, microseconds kept."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_time(text: str, field: str) -> datetime:
    """RFC 3339 with an offset to aware UTC. Raises Unreadable naming the field."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable(f"{field}: not an RFC 3339 time") from error
    if moment.tzinfo is None:
        raise Unreadable(f"{field}: has no offset")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise Unreadable(f"{field}: outside the years 1 to 9999 in UTC") from error


def _text(body: Mapping[str, Any], field: str) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value:
        raise Unreadable(f"{field}: must be a non-empty string")
    return value
