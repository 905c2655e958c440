"""What the API says of a published ranking and of each place in it."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.contracts.projectbank_events import COUNTED_BY
from services.projectbank.projects.schemas import LANES, ScoreAnswer
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.opinions.opinion import ROBUSTNESS
from services.projectbank.scoring.published.store import Item
from services.projectbank.scoring.ranking.span import Span
from services.projectbank.scoring.ranking.unknown import Unknown
from services.runtime.web.paging import Cursor, PageQuery

_HUNDREDTHS = 100


class RankingQuery(PageQuery):
    """The ranking from the top; a cursor stays with the ranking it came from."""

    cursor = Cursor(load_default=None, parts=(int, int))


class SpanAnswer(ma.Schema):
    """Ranks from 1, both ends included."""

    best = fields.Integer(required=True)
    worst = fields.Integer(required=True)


class UnknownAnswer(ma.Schema):
    """One missing input, asked alone."""

    project = fields.String(required=True)
    rank = fields.Integer(required=True)
    criterion = fields.String(required=True, metadata={"description": "The criterion's code"})
    points = fields.Float(required=True, metadata={"description": "What it could add"})
    reaches = fields.Integer(required=True, metadata={"description": "The rank it could have then"})
    moves = fields.Integer(
        required=True,
        metadata={"description": "Places among the first ten that would change hands"},
    )


class ItemAnswer(ma.Schema):
    """One place of the ranking."""

    rank = fields.Integer(required=True)
    project = fields.String(required=True, metadata={"description": "The project's id"})
    title = fields.String(required=True)
    lane = fields.String(required=True, validate=validate.OneOf(LANES))
    score = fields.Nested(ScoreAnswer, required=True)
    confidence = fields.Float(required=True, metadata={"description": "0 to 1"})
    people = fields.Integer(
        required=True,
        metadata={"description": "Told apart; messages of nobody known together are one of them"},
    )
    people_at_most = fields.Integer(
        required=True,
        metadata={"description": "With each message of nobody known as somebody else"},
    )
    people_verified = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "Of `people`, those with a verified contact or from a source that "
            "knows its people; null: ranked before this was counted"
        },
    )
    counted_by = fields.String(
        required=True,
        validate=validate.OneOf(COUNTED_BY),
        metadata={"description": "messages: no need of it is carried by people told apart"},
    )
    robustness = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([*ROBUSTNESS, None]),
        metadata={
            "description": "Whether it is among the top (see `top`) under nearly all, some or no "
            "drawings of weights and missing evidence; thin_evidence: less than half of the weight "
            "is measured, so nothing can be said; null: not weighed, or not computed"
        },
    )
    span = fields.Nested(
        SpanAnswer,
        required=True,
        allow_none=True,
        metadata={
            "description": "The ranks it could have at the weights in force, whatever the missing "
            "evidence of all projects turns out to be; null: published before this was kept"
        },
    )
    likely = fields.Nested(
        SpanAnswer,
        required=True,
        allow_none=True,
        metadata={
            "description": "The ranks that nine of ten drawings of weights and missing evidence "
            "give it; null: not weighed"
        },
    )
    band = fields.Integer(
        required=True,
        allow_none=True,
        metadata={
            "description": "From 1: what is known cannot tell the projects of one band apart; "
            "null: not weighed"
        },
    )


class RankingAnswer(ma.Schema):
    """The ranking as last published."""

    criteria_version = fields.String(required=True)
    as_of = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "null: nothing published yet"}
    )
    top = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "How many places `robustness` calls the top"},
    )
    items = fields.List(fields.Nested(ItemAnswer), required=True)
    find_out_next = fields.List(
        fields.Nested(UnknownAnswer),
        required=True,
        metadata={
            "description": "Missing inputs, those first that could move the first ten places most"
        },
    )
    cursor = fields.String(required=True, allow_none=True)


class CriterionAnswer(ma.Schema):
    """`zero` and `hundred` are the evidence that is worth 0 and 100 points."""

    code = fields.String(required=True)
    name_zh = fields.String(required=True)
    name_en = fields.String(required=True)
    weight = fields.Integer(required=True)
    scale = fields.String(required=True, validate=validate.OneOf(["linear", "logarithmic"]))
    zero = fields.Integer(required=True)
    hundred = fields.Integer(required=True)
    measure_zh = fields.String(required=True)
    measure_en = fields.String(required=True)
    rated = fields.Boolean(required=True)


class CriteriaAnswer(ma.Schema):
    version = fields.String(required=True)
    critical_severity = fields.Integer(required=True)
    criteria = fields.List(fields.Nested(CriterionAnswer), required=True)


class CriteriaListAnswer(ma.Schema):
    """Every set that something may have been scored by; the last one is in force."""

    items = fields.List(fields.Nested(CriteriaAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def item_answer(item: Item) -> dict[str, Any]:
    return {
        "rank": item.rank,
        "project": item.project,
        "title": item.title,
        "lane": item.lane,
        "score": {"low": item.low / _HUNDREDTHS, "high": item.high / _HUNDREDTHS},
        "confidence": item.confidence / 100,
        "people": item.people,
        "people_at_most": item.people_at_most,
        "people_verified": item.people_verified,
        "counted_by": item.counted_by,
        "robustness": item.robustness,
        "span": _span_answer(item.span),
        "likely": _span_answer(item.likely),
        "band": item.band,
    }


def _span_answer(span: Span | None) -> dict[str, int] | None:
    return {"best": span.best, "worst": span.worst} if span is not None else None


def unknown_answers(found: Sequence[Unknown]) -> list[dict[str, Any]]:
    return [
        {
            "project": one.project,
            "rank": one.rank,
            "criterion": one.code,
            "points": one.gain / _HUNDREDTHS,
            "reaches": one.reaches,
            "moves": one.moves,
        }
        for one in found
    ]


def item_answers(items: Sequence[Item]) -> list[dict[str, Any]]:
    return [item_answer(item) for item in items]


def criteria_answer(criteria: CriteriaSet) -> Mapping[str, Any]:
    return {
        "version": criteria.version,
        "critical_severity": criteria.critical_severity,
        "criteria": list(criteria.criteria),
    }
