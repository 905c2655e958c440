"""Answers of the cases API: what the staff may know of a case, written as plain members."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields

from services.intake.cases.appeal.answers import AppealAnswer
from services.intake.cases.case.case import Case
from services.intake.cases.case.dispatching import Proposal
from services.intake.cases.case.moving import steps_of
from services.intake.cases.case.steps import Step
from services.intake.cases.case.store import Taken
from services.intake.cases.edge.schemas import cursor_of
from services.intake.cases.listing.listing import CasePage
from services.intake.cases.questions.answers import QuestionAnswer
from services.intake.cases.supporting.answers import TaskAnswer


class CaseAnswer(Schema):
    """One case."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    reference = fields.String(required=True, metadata={"description": "For `after=` of a search."})
    title = fields.String(required=True)
    state = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    category = fields.String(required=True)
    group = fields.String(required=True)
    severity = fields.Integer(required=True)
    area = fields.String(required=True, allow_none=True)
    lat = fields.Float(required=True, allow_none=True)
    long = fields.Float(required=True, allow_none=True)
    responsible_unit = fields.String(required=True, allow_none=True)
    rule = fields.String(
        required=True, allow_none=True, metadata={"description": "The rule that named the unit."}
    )
    condition = fields.String(required=True, allow_none=True)
    assignee = fields.String(required=True, allow_none=True)
    limit = fields.String(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    provisional = fields.Boolean(required=True)
    running = fields.Boolean(required=True)
    late = fields.Boolean(required=True)
    exempted = fields.Boolean(required=True)
    escalated_to = fields.String(required=True, allow_none=True)
    review_on = fields.Date(required=True, allow_none=True)
    reports = fields.Integer(required=True)
    people = fields.Integer(required=True)
    returns = fields.Integer(required=True)
    reopened = fields.Integer(required=True)
    opened_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)


class StepAnswer(Schema):
    """A step that may be taken now, and what must be said with it."""

    step = fields.String(required=True)
    name = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    kind = fields.String(required=True)
    reason = fields.Boolean(required=True)
    needs = fields.List(fields.String(), required=True)
    outcomes = fields.List(fields.String(), required=True)


class TakenAnswer(Schema):
    """A step that was taken."""

    version = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)
    who = fields.String(required=True)
    step = fields.String(required=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)


class ProposalAnswer(Schema):
    """A unit that a rule names for the case."""

    unit = fields.String(required=True)
    rule = fields.String(required=True)


class ConditionAnswer(Schema):
    """A filing condition with the limit that belongs to it."""

    code = fields.String(required=True)
    limit = fields.String(required=True)


class WholeCaseAnswer(CaseAnswer):
    """One case with its history and what can be done next."""

    steps = fields.List(fields.Nested(StepAnswer), required=True)
    history = fields.List(fields.Nested(TakenAnswer), required=True)
    proposals = fields.List(fields.Nested(ProposalAnswer), required=True)
    conditions = fields.List(fields.Nested(ConditionAnswer), required=True)
    members = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "The first 200 reports that say something; who only joined is counted."
        },
    )
    supports = fields.List(
        fields.Nested(TaskAnswer),
        required=True,
        metadata={"description": "What the lead asked of supporting units."},
    )
    appeals = fields.List(
        fields.Nested(AppealAnswer),
        required=True,
        metadata={"description": "Whether its lateness was to be excused, the oldest first."},
    )
    questions = fields.List(
        fields.Nested(QuestionAnswer),
        required=True,
        metadata={"description": "What waits for a decision since a report was corrected."},
    )


class CaseListAnswer(Schema):
    items = fields.List(fields.Nested(CaseAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def case_answer(case: Case, now: datetime) -> dict[str, Any]:
    clock = case.clock
    return {
        "id": case.id,
        "version": case.version,
        "reference": case.reference,
        "title": case.title,
        "state": case.state,
        "outcome": case.outcome,
        "note": case.note,
        "category": case.category,
        "group": case.group,
        "severity": case.severity,
        "area": case.area,
        "lat": case.lat,
        "long": case.long,
        "responsible_unit": case.unit,
        "rule": case.rule,
        "condition": case.condition,
        "assignee": case.assignee,
        "limit": clock.limit,
        "due_at": clock.due_at,
        "provisional": clock.provisional,
        "running": clock.running_since is not None,
        "late": clock.is_late(now),
        "exempted": case.exempted,
        "escalated_to": case.escalated,
        "review_on": case.review_on,
        "reports": case.reports,
        "people": case.people,
        "returns": case.returns,
        "reopened": case.reopened,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "closed_at": case.closed_at,
    }


def page_answer(page: CasePage, now: datetime) -> dict[str, Any]:
    return {
        "items": [case_answer(case, now) for case in page.cases],
        "cursor": cursor_of(page.after),
    }


def whole_answer(
    case: Case,
    taken: Sequence[Taken],
    members: Sequence[str],
    proposals: Sequence[Proposal],
    conditions: dict[str, str],
    now: datetime,
) -> dict[str, Any]:
    return {
        **case_answer(case, now),
        "steps": [_step(step) for step in steps_of(case)],
        "history": [_taken(step) for step in taken],
        "proposals": [{"unit": item.unit, "rule": item.rule} for item in proposals],
        "conditions": [{"code": code, "limit": limit} for code, limit in conditions.items()],
        "members": list(members),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.code,
        "name": {"zh": step.name.zh, "en": step.name.en},
        "kind": step.kind,
        "reason": step.reason,
        "needs": list(step.needs),
        "outcomes": list(step.outcomes),
    }


def _taken(taken: Taken) -> dict[str, Any]:
    return {
        "version": taken.version,
        "at": taken.at,
        "who": taken.who,
        "step": taken.step,
        "state": taken.state_after,
        "reason": taken.reason,
        "note": taken.note,
        "outcome": taken.outcome,
    }
