"""The event catalogue: every type, its topic, its schema and the value it becomes."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError

from services.contracts.case_events import CaseState, CaseStateSchema
from services.contracts.envelope import (
    Event,
    EventData,
    UnknownType,
    Unreadable,
    format_time,
    seal,
    unseal,
)
from services.contracts.intake_events import ReportState, ReportStateSchema
from services.contracts.projectbank_events import (
    LinkState,
    LinkStateSchema,
    NeedState,
    NeedStateSchema,
    ProjectState,
    ProjectStateSchema,
)
from services.contracts.quick import quick_load
from services.contracts.topics import (
    INTAKE_CASES,
    INTAKE_REPORTS,
    PROJECTBANK_LINKS,
    PROJECTBANK_NEEDS,
    PROJECTBANK_PROJECTS,
    Topic,
)


@dataclass(frozen=True, slots=True)
class EventType:
    """One row of the catalogue."""

    name: str
    topic: Topic
    schema: Schema
    value: type[Any]


REPORT_RECEIVED = "intake.report.received.v1"
REPORT_CHANGED = "intake.report.changed.v1"
CASE_OPENED = "intake.case.opened.v1"
CASE_CHANGED = "intake.case.changed.v1"
LINK_CHANGED = "projectbank.link.changed.v1"
NEED_CHANGED = "projectbank.need.changed.v1"
PROJECT_CHANGED = "projectbank.project.changed.v1"

_ROWS = (
    EventType(REPORT_RECEIVED, INTAKE_REPORTS, ReportStateSchema(), ReportState),
    EventType(REPORT_CHANGED, INTAKE_REPORTS, ReportStateSchema(), ReportState),
    EventType(CASE_OPENED, INTAKE_CASES, CaseStateSchema(), CaseState),
    EventType(CASE_CHANGED, INTAKE_CASES, CaseStateSchema(), CaseState),
    EventType(LINK_CHANGED, PROJECTBANK_LINKS, LinkStateSchema(), LinkState),
    EventType(NEED_CHANGED, PROJECTBANK_NEEDS, NeedStateSchema(), NeedState),
    EventType(PROJECT_CHANGED, PROJECTBANK_PROJECTS, ProjectStateSchema(), ProjectState),
)
EVENT_TYPES: Mapping[str, EventType] = {row.name: row for row in _ROWS}
_JSON_HOLDS = frozenset({str, int, float, bool, type(None)})
_NAMES: dict[type[Any], tuple[str, ...]] = {}
_LOADS = {row.name: quick_load(row.schema) for row in _ROWS}


def encode(event: Event) -> bytes:
    """The event as bytes for the bus. Raises UnknownType or envelope.TooLarge."""
    if event.type not in EVENT_TYPES:
        raise UnknownType(event.type)
    return seal(event, _plain(event.data))


def decode(raw: bytes) -> Event:
    """Bytes from the bus as an event whose data is a frozen value.

    Raises UnknownType for a type of a newer release and Unreadable, naming the fields and the
    rules they break but no value, for anything else.
    """
    envelope = unseal(raw)
    load = _LOADS.get(envelope.type)
    if load is None:
        raise UnknownType(envelope.type)
    try:
        data: EventData = load(envelope.data)
    except ValidationError as error:
        raise Unreadable(f"data: {_faults(error.messages_dict)}") from error
    return Event(
        id=envelope.id,
        type=envelope.type,
        source=envelope.source,
        subject=envelope.subject,
        time=envelope.time,
        data=data,
        cause=envelope.cause,
    )


def _plain(value: Any) -> Any:
    """A frozen value as what JSON can hold; times as RFC 3339 in UTC."""
    kind = type(value)
    if kind in _JSON_HOLDS:
        return value
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    if names := _names(kind):
        return {name: _plain(getattr(value, name)) for name in names}
    return format_time(value) if isinstance(value, datetime) else value


def _names(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind of value; none for what is no value of ours."""
    known = _NAMES.get(kind)
    if known is None:
        is_value = dataclasses.is_dataclass(kind)
        known = tuple(field.name for field in dataclasses.fields(kind)) if is_value else ()
        _NAMES[kind] = known
    return known


def _faults(messages: Mapping[Any, Any], prefix: str = "") -> str:
    parts = []
    for field, rules in messages.items():
        name = f"{prefix}{field}"
        if isinstance(rules, Mapping):
            parts.append(_faults(rules, f"{name}."))
        else:
            parts.append(f"{name}: {' '.join(str(rule) for rule in rules)}")
    return "; ".join(parts)


def topic_of(event_type: str) -> str:
    """The name of the topic that carries the type. Raises UnknownType."""
    row = EVENT_TYPES.get(event_type)
    if row is None:
        raise UnknownType(event_type)
    return row.topic.name
