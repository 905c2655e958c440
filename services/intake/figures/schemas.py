"""The statistics on the wire."""

from typing import Any

from marshmallow import Schema, fields, post_load

from services.intake.figures.asked import Asked
from services.runtime.web.fields import Body, Text


class StatisticsQuery(Body):
    """Both days are included, in the jurisdiction's zone; without them the last 90 days."""

    since = fields.Date()
    until = fields.Date()
    area = Text(at_most=100, metadata={"description": "With all that lies in it."})
    unit = Text(at_most=100, metadata={"description": "The responsible unit."})
    group = Text(at_most=100, metadata={"description": "The group of problem types."})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Asked:
        return Asked(**data)


class ShareAnswer(Schema):
    """A rate with its counts; `percent` is null where there is nothing to count: unavailable."""

    part = fields.Integer(required=True)
    whole = fields.Integer(required=True)
    percent = fields.Float(required=True, allow_none=True)


class FigureAnswer(ShareAnswer):
    code = fields.String(required=True)
    name = fields.String(required=True)
    counted = fields.String(required=True, metadata={"description": "Its definition in words."})


class MedianAnswer(Schema):
    """Null where nothing was measured."""

    median_days = fields.Float(required=True, allow_none=True)
    number = fields.Integer(required=True)


class DurationsAnswer(Schema):
    answer = fields.Nested(MedianAnswer, required=True)
    close = fields.Nested(MedianAnswer, required=True)


class PartAnswer(Schema):
    """The same figures of one unit or one group."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    figures = fields.Dict(keys=fields.String(), values=fields.Nested(ShareAnswer), required=True)
    days = fields.Nested(DurationsAnswer, required=True)


class ReasonAnswer(Schema):
    unit = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    number = fields.Integer(required=True)


class RuleAnswer(Schema):
    """Dispatches by one rule; `rule` is null where a person named the unit."""

    rule = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    dispatched = fields.Integer(required=True)
    sent_back = fields.Integer(required=True)
    reasons = fields.List(fields.Nested(ReasonAnswer), required=True)


class PeopleAnswer(Schema):
    """People on the cases that ended, and what they said of it."""

    asked = fields.Integer(required=True)
    satisfied = fields.Integer(required=True)
    dissatisfied = fields.Integer(required=True)


class ShelvedAnswer(Schema):
    """Cases that wait for a project now, whenever they were opened."""

    shelved = fields.Integer(required=True)
    review_passed = fields.Integer(required=True)
    with_need = fields.Integer(required=True)
    with_project = fields.Integer(required=True)


class StatisticsAnswer(Schema):
    """How cases were handled in a period."""

    since = fields.Date(required=True)
    until = fields.Date(required=True)
    figures = fields.List(fields.Nested(FigureAnswer), required=True)
    days = fields.Nested(DurationsAnswer, required=True)
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    waiting = fields.Integer(
        required=True, metadata={"description": "Due, but the clock officially rests; not counted."}
    )
    people = fields.Nested(PeopleAnswer, required=True)
    shelved = fields.Nested(ShelvedAnswer, required=True)
    units = fields.List(fields.Nested(PartAnswer), required=True)
    groups = fields.List(fields.Nested(PartAnswer), required=True)
    rules = fields.List(fields.Nested(RuleAnswer), required=True)
