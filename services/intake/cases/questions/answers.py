"""Answers about what is asked of a case since one of its reports was corrected."""

from typing import Any

from marshmallow import Schema, fields
from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case
from services.intake.cases.questions import store
from services.intake.cases.questions.following import unit_for
from services.intake.cases.questions.question import Question, choices_of
from services.intake.reports.report import Report


class QuestionAnswer(Schema):
    """A report was corrected, and its open case is another one now: what becomes of the case?"""

    report = fields.String(required=True)
    case = fields.String(required=True)
    version = fields.Integer(
        required=True, metadata={"description": "The report's; it goes with the decision."}
    )
    about = fields.List(fields.String(), required=True, metadata={"description": "category, place"})
    category = fields.String(required=True, metadata={"description": "The report's."})
    area = fields.String(required=True, allow_none=True)
    asked_at = fields.AwareDateTime(required=True)
    asked_by = fields.String(required=True)
    why = fields.String(required=True)
    choices = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "The only report of a case cannot be taken out of it."},
    )
    responsible_unit = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Who would have the case if it changes too."},
    )
    conditions = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "Filing conditions of the corrected kind, each with its limit."},
    )


class WaitingQuestionAnswer(Schema):
    """One of the questions that wait."""

    report = fields.String(required=True)
    case = fields.String(required=True)
    version = fields.Integer(required=True)
    about = fields.List(fields.String(), required=True)
    asked_at = fields.AwareDateTime(required=True)
    asked_by = fields.String(required=True)
    why = fields.String(required=True)


class QuestionListAnswer(Schema):
    items = fields.List(fields.Nested(WaitingQuestionAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def waiting_answer(question: Question) -> dict[str, Any]:
    return {
        "report": question.report,
        "case": question.case,
        "version": question.version,
        "about": list(question.about),
        "asked_at": question.asked_at,
        "asked_by": question.asked_by,
        "why": question.why,
    }


def question_answer(
    question: Question, report: Report, case: Case, profile: Profile, conditions: dict[str, str]
) -> dict[str, Any]:
    unit = unit_for(profile, case, report)
    return {
        **waiting_answer(question),
        "category": report.category.code,
        "area": report.place.area,
        "choices": list(choices_of(case)),
        "responsible_unit": case.unit if unit is None else unit.unit,
        "conditions": conditions,
    }


def asked_about(conn: Connection, report_id: str) -> dict[str, Any] | None:
    """What waits for a decision since this report was corrected."""
    question = store.of_report(conn, report_id)
    if question is None or question.is_decided:
        return None
    case = case_store.by_id(conn, question.case)
    if case is None or not case.is_open:
        return None
    return {
        "case": case.id,
        "version": question.version,
        "about": list(question.about),
        "choices": list(choices_of(case)),
    }
