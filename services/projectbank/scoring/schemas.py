"""What the API says of a published ranking."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.projectbank.projects.schemas import LANES, ScoreAnswer
from services.projectbank.scoring.store import Item
from services.runtime.web.paging import Cursor, PageQuery

_HUNDREDTHS = 100


class RankingQuery(PageQuery):
    """The ranking from the top; a cursor stays with the ranking it came from."""

    cursor = Cursor(load_default=None, parts=(int, int))


class ItemAnswer(ma.Schema):
    """One place of the ranking."""

    rank = fields.Integer(required=True)
    project = fields.String(required=True, metadata={"description": "The project's id"})
    title = fields.String(required=True)
    lane = fields.String(required=True, validate=validate.OneOf(LANES))
    score = fields.Nested(ScoreAnswer, required=True)
    confidence = fields.Float(required=True, metadata={"description": "0 to 1"})
    people = fields.Integer(required=True)
    robustness = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "How far the place depends on the weights; null: not computed"},
    )


class RankingAnswer(ma.Schema):
    """The ranking as last published."""

    criteria_version = fields.String(required=True)
    as_of = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "null: nothing published yet"}
    )
    items = fields.List(fields.Nested(ItemAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def item_answer(item: Item) -> Mapping[str, Any]:
    return {
        "rank": item.rank,
        "project": item.project,
        "title": item.title,
        "lane": item.lane,
        "score": {"low": item.low / _HUNDREDTHS, "high": item.high / _HUNDREDTHS},
        "confidence": item.confidence / 100,
        "people": item.people,
        "robustness": None,
    }


def item_answers(items: Sequence[Item]) -> list[Mapping[str, Any]]:
    return [item_answer(item) for item in items]
