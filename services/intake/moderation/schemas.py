"""Requests and answers of the moderation API."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.intake.moderation.judge import Decision
from services.intake.moderation.judgement import KINDS, LONGEST_WHY, Item, Judgement
from services.intake.photos.answers import PhotoAnswer, photo_answer
from services.intake.reports.audience import VERDICTS, Doubt
from services.intake.reports.report import Report
from services.runtime.web.fields import Body, Text


class DecisionBody(Body):
    """Pass it, or withhold it and say why."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))
    why = Text(
        at_most=LONGEST_WHY,
        blank=True,
        metadata={"description": "For colleagues; needed to withhold. Numbers in it are masked."},
    )
    mark = Text(
        at_most=40,
        required=True,
        metadata={"description": "The item's, as it was read; another one answers 409."},
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Decision:
        return Decision(verdict=data["verdict"], why=data.get("why") or "", mark=data["mark"])


class TextAnswer(Schema):
    """What a report says, masked."""

    id = fields.String(required=True)
    subject = fields.String(required=True)
    description = fields.String(required=True)
    address = fields.String(required=True)
    category = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    audience = fields.String(required=True)
    agreed = fields.Boolean(
        required=True, metadata={"description": "Its reporter wants it to be public"}
    )


class ItemAnswer(Schema):
    """Something that may be judged."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    subject = fields.String(
        required=True, metadata={"description": "Number of the report or id of the photo"}
    )
    mark = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    reasons = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Why a report waits: number, abuse, type"},
    )
    report = fields.Nested(
        TextAnswer,
        required=True,
        allow_none=True,
        metadata={"description": "The report, or the one that the photo belongs to"},
    )
    case = fields.String(
        required=True, allow_none=True, metadata={"description": "Whose work the photo shows"}
    )
    photo = fields.Nested(PhotoAnswer, required=True, allow_none=True)


class QueueAnswer(Schema):
    """What waits, oldest first; of each kind at most 500."""

    items = fields.List(fields.Nested(ItemAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)
    waiting = fields.Integer(
        required=True, metadata={"description": "How many wait for this caller"}
    )


class JudgementAnswer(Schema):
    """One decision; none is ever changed, the last one counts."""

    number = fields.Integer(required=True)
    verdict = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    who = fields.String(required=True)
    why = fields.String(required=True)


class WholeItemAnswer(ItemAnswer):
    """One item, the photos beside it and what was decided so far."""

    photos = fields.List(fields.Nested(PhotoAnswer), required=True)
    history = fields.List(fields.Nested(JudgementAnswer), required=True)


def item_answer(item: Item, reasons: Sequence[Doubt]) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "subject": item.subject,
        "mark": item.mark,
        "since": item.since,
        "reasons": list(reasons),
        "report": None if item.report is None else _text(item.report),
        "case": None if item.case is None else item.case.id,
        "photo": None if item.photo is None else photo_answer(item.photo),
    }


def judgement_answer(judgement: Judgement) -> dict[str, Any]:
    return {
        "number": judgement.number,
        "verdict": judgement.verdict,
        "at": judgement.at,
        "who": judgement.who,
        "why": judgement.why,
    }


def _text(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "subject": report.subject,
        "description": report.description,
        "address": report.place.address,
        "category": report.category.code,
        "area": report.place.area,
        "audience": report.audience,
        "agreed": report.agreed,
    }
