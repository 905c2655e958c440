"""Requests of the cases API: marshmallow in, frozen values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields, post_load, validate

from services.contracts.case_events import CASE_OUTCOMES, CASE_STATES
from services.intake.cases.case.case import NOTE_LIMIT, Saying
from services.intake.cases.case.steps import steps
from services.intake.cases.listing.listing import Position, WantedCases
from services.runtime.web.fields import AwareTime, Body, Count, Text
from services.runtime.web.paging import Cursor, PageQuery, write_cursor

_OPEN = "open"
_NO_DATE = ""


class ReportsBody(Body):
    """Reports by their numbers."""

    reports = fields.List(
        Text(at_most=40), required=True, validate=validate.Length(min=1, max=2_000)
    )


@dataclass(frozen=True, slots=True)
class AskedStep:
    """A step that somebody wants to take, from the version they saw."""

    code: str
    version: int
    said: Saying


class StepBody(Body):
    """One step. Which details it takes is told by `GET …/cases/{id}` under `steps`."""

    step = fields.String(required=True, validate=validate.OneOf(sorted(steps())))
    version = Count(
        low=1,
        high=1_000_000,
        required=True,
        metadata={"description": "The version that was read; a later one answers 409."},
    )
    reason = Text(at_most=NOTE_LIMIT, blank=True, allow_none=True)
    note = Text(
        at_most=NOTE_LIMIT,
        blank=True,
        allow_none=True,
        metadata={"description": "The sentence for residents."},
    )
    outcome = fields.String(allow_none=True, validate=validate.OneOf(CASE_OUTCOMES))
    unit = Text(at_most=100, allow_none=True)
    condition = Text(at_most=100, allow_none=True)
    review_on = fields.Date(allow_none=True)
    photo = Text(at_most=100, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> AskedStep:
        code, version = data.pop("step"), data.pop("version")
        return AskedStep(
            code, version, Saying(**{name: said or None for name, said in data.items()})
        )


class AssigneeBody(Body):
    """Who takes care of it; none gives it back to the pool."""

    version = Count(low=1, high=1_000_000, required=True)
    assignee = Text(at_most=200, required=True, allow_none=True)


class CaseQuery(PageQuery):
    """Filters of a list of cases; the most pressing come first."""

    cursor = Cursor(parts=(int, str, str), load_default=None)
    state = fields.String(validate=validate.OneOf([*CASE_STATES, _OPEN]))
    category = Text(at_most=100)
    group = Text(at_most=100)
    area = Text(at_most=100)
    unit = Text(at_most=100)
    assignee = Text(at_most=200)
    unassigned = fields.Boolean()
    late = fields.Boolean()
    asking = fields.Boolean(
        metadata={"description": "Whether a correction of one of its reports waits for a decision."}
    )
    due_before = AwareTime()
    review_before = fields.Date(
        metadata={"description": "What waits and is looked at again before this local day."}
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> tuple[WantedCases, str | None]:
        """What is wanted, and the area that the caller's profile turns into codes."""
        area = data.pop("area", None)
        unit = data.pop("unit", None)
        wanted = WantedCases(
            states=_states(data.pop("state", None)),
            units=None if unit is None else (unit,),
            after=position_of(data.pop("cursor") or ()),
            limit=data.pop("page_size"),
            **data,
        )
        return wanted, area


def cursor_of(position: Position | None) -> str | None:
    if position is None:
        return None
    due = position.due_at.isoformat() if position.due_at else _NO_DATE
    return write_cursor([position.severity, due, position.id])


def _states(state: str | None) -> tuple[str, ...] | None:
    if state is None:
        return None
    if state == _OPEN:
        return tuple(code for code in CASE_STATES if code not in ("closed", "void"))
    return (state,)


def position_of(cursor: Sequence[Any]) -> Position | None:
    """The position inside a cursor; none for one that is not of this list."""
    if [type(part) for part in cursor] != [int, str, str]:
        return None
    severity, due, number = cursor
    return Position(severity=severity, due_at=_moment(due), id=number)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        # A forged cursor may begin anywhere; the list then does, too.
        return None
