"""Answers of the API about appeals."""

from typing import Any

from marshmallow import Schema, fields

from services.intake.cases.appeal.appeal import Appeal, Review


class ReviewAnswer(Schema):
    """What one reviewer decided."""

    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    verdict = fields.String(required=True)
    why = fields.String(required=True)


class AppealAnswer(Schema):
    """An appeal against the lateness of a case. The lateness itself stays visible."""

    case = fields.String(required=True)
    round = fields.Integer(
        required=True, metadata={"description": "How often the case had been reopened before."}
    )
    state = fields.String(
        required=True,
        metadata={"description": "first_review, second_review, granted or rejected"},
    )
    unit = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    by = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    reviews = fields.List(fields.Nested(ReviewAnswer), required=True)


class AppealListAnswer(Schema):
    items = fields.List(fields.Nested(AppealAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def appeal_answer(appeal: Appeal) -> dict[str, Any]:
    return {
        "case": appeal.case,
        "round": appeal.round,
        "state": appeal.state,
        "unit": appeal.unit,
        "reason": appeal.reason,
        "by": appeal.by,
        "at": appeal.at,
        "reviews": [_review(each) for each in (appeal.first, appeal.second) if each is not None],
    }


def _review(review: Review) -> dict[str, Any]:
    return {"by": review.by, "at": review.at, "verdict": review.verdict, "why": review.why}
