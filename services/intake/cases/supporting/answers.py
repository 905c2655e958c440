"""Answers of the API about supporting units' tasks."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from services.intake.cases.supporting.support import Support


class TaskAnswer(Schema):
    """One task of one supporting unit, with its own clock."""

    case = fields.String(required=True)
    number = fields.Integer(required=True)
    unit = fields.String(required=True)
    task = fields.String(required=True)
    state = fields.String(
        required=True, metadata={"description": "asked, done, sent_back or withdrawn"}
    )
    limit = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    late = fields.Boolean(required=True)
    asked_by = fields.String(required=True)
    asked_at = fields.AwareDateTime(required=True)
    ended_by = fields.String(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    said = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What was done, or why it was sent back or withdrawn."},
    )


class TaskListAnswer(Schema):
    items = fields.List(fields.Nested(TaskAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def support_answer(support: Support, now: datetime) -> dict[str, Any]:
    return {
        "case": support.case,
        "number": support.number,
        "unit": support.unit,
        "task": support.task,
        "state": support.state,
        "limit": support.clock.limit,
        "due_at": support.clock.due_at,
        "provisional": support.clock.provisional,
        "late": support.clock.is_late(now),
        "asked_by": support.asked_by,
        "asked_at": support.asked_at,
        "ended_by": support.ended_by,
        "ended_at": support.ended_at,
        "said": support.said,
    }
