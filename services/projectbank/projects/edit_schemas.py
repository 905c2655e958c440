"""What planners send to change a project, and the log of what was changed."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.contracts.projectbank_events import PROJECT_STATES
from services.projectbank.projects.change import Change
from services.projectbank.projects.edit import LONGEST_TITLE, Cost
from services.projectbank.projects.money import FEN, Yuan
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import Body, Count, Text
from services.runtime.web.paging import Cursor, PageQuery

_LONGEST_REASON = 2_000
_MOST_PEOPLE = 100_000_000
_MOST_VERSIONS = 2**31 - 1


class OrderBody(Body):
    """Every change says why, and may say which version it was decided on."""

    reason = Text(at_most=_LONGEST_REASON, required=True)
    version = Count(low=0, high=_MOST_VERSIONS, load_default=None)


class AdoptBody(OrderBody):
    """Adopt a draft, under its own title or another one."""

    title = Text(at_most=LONGEST_TITLE, load_default=None)


class CostBody(Body):
    """An estimate in yuan, from low to high."""

    low = Yuan(required=True)
    high = Yuan(required=True)
    people_served = Count(low=1, high=_MOST_PEOPLE, load_default=None)

    @validates_schema
    def ends_are_in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["low"] > data["high"]:
            message = N_("The upper end may not be below the lower one.")
            raise ValidationError({"high": [Fault("order", message)]})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Cost:
        return Cost(low=data["low"], high=data["high"], served=data["people_served"])


class CorrectBody(OrderBody):
    """What is not named stays."""

    title = Text(at_most=LONGEST_TITLE, load_default=None)
    cost = fields.Nested(CostBody, load_default=None)


class GateBody(OrderBody):
    """Whether a condition is met, and since when."""

    passed = fields.Boolean(required=True)
    on = fields.Date(required=True)


class MoveBody(OrderBody):
    """The next state."""

    state = fields.String(required=True, validate=validate.OneOf(PROJECT_STATES))


class ChangeQuery(PageQuery):
    """Changes, oldest first."""

    cursor = Cursor(load_default=None, parts=(int,))


class ChangeAnswer(ma.Schema):
    """One changed thing; amounts are in yuan."""

    version = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    who = fields.String(required=True)
    why = fields.String(required=True)
    what = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)


class ChangeListAnswer(ma.Schema):
    items = fields.List(fields.Nested(ChangeAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def change_answer(change: Change) -> dict[str, Any]:
    shown = _in_yuan if change.what == "cost" else _as_it_is
    return {
        "version": change.version,
        "at": change.at,
        "who": change.who,
        "why": change.why,
        "what": change.what,
        "before": shown(change.before),
        "after": shown(change.after),
    }


def _as_it_is(value: Any) -> Any:
    return value


def _in_yuan(cost: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if cost is None:
        return None
    return {
        "low": cost["low"] / FEN,
        "high": cost["high"] / FEN,
        "people_served": cost["served"],
    }
