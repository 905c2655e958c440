"""What the API says to explain one published rank."""

from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.projectbank.projects.schemas import ScoreAnswer
from services.projectbank.scoring.explaining.compare import SHARES
from services.projectbank.scoring.explaining.explain import Against, Explanation, Part, Reach
from services.projectbank.scoring.schemas import ItemAnswer, item_answer
from services.runtime.web.fields import AwareTime, Body, Count, Text

_MOST_RANKS = 10_000_000


class ExplanationQuery(Body):
    """Compare with another project or rank, and see what would reach a rank."""

    against = Text(at_most=64, load_default=None)
    reach = Count(low=1, high=_MOST_RANKS, load_default=None)
    as_of = AwareTime(load_default=None)


class PartAnswer(ma.Schema):
    """One criterion of a score, in points that it adds to it."""

    criterion = fields.String(required=True)
    name = fields.String(required=True)
    weight = fields.Integer(required=True)
    points = fields.Nested(ScoreAnswer, required=True)
    measured = fields.Boolean(required=True)
    source = fields.String(required=True)
    as_of = fields.AwareDateTime(required=True, allow_none=True)
    who = fields.String(
        required=True, allow_none=True, metadata={"description": "Told to planners only"}
    )
    sentence = fields.String(required=True)


class DifferenceAnswer(ma.Schema):
    criterion = fields.String(required=True)
    own = fields.Float(required=True)
    other = fields.Float(required=True)
    decisive = fields.Boolean(required=True)


class AgainstAnswer(ma.Schema):
    project = fields.String(required=True)
    rank = fields.Integer(required=True)
    differences = fields.List(fields.Nested(DifferenceAnswer), required=True)
    sentences = fields.List(fields.String(), required=True)


class StepAnswer(ma.Schema):
    criterion = fields.String(required=True)
    needed = fields.Integer(required=True)
    points = fields.Float(required=True)


class ReachAnswer(ma.Schema):
    """`outcome`: there already, alone (each step suffices), together, lane, impossible."""

    rank = fields.Integer(required=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(["there", "lane", "alone", "together", "impossible"]),
    )
    steps = fields.List(fields.Nested(StepAnswer), required=True)
    sentences = fields.List(fields.String(), required=True)


class ExplanationAnswer(ItemAnswer):
    """One published rank, explained in the reader's language."""

    of = fields.Integer(required=True)
    criteria_version = fields.String(required=True)
    as_of = fields.AwareDateTime(required=True)
    published_at = fields.AwareDateTime(required=True)
    parts = fields.List(fields.Nested(PartAnswer), required=True)
    second_rank = fields.Integer(required=True, allow_none=True)
    sentences = fields.List(fields.String(), required=True)
    against = fields.Nested(AgainstAnswer, required=True, allow_none=True)
    reach = fields.Nested(ReachAnswer, required=True, allow_none=True)


def explanation_answer(found: Explanation) -> dict[str, Any]:
    said = (found.spanned, found.weighed, found.second_opinion)
    return {
        **item_answer(found.item),
        "of": found.of,
        "criteria_version": found.ranking.criteria_version,
        "as_of": found.ranking.as_of,
        "published_at": found.ranking.published_at,
        "parts": [_part(part) for part in found.parts],
        "second_rank": found.item.second_rank,
        "sentences": [sentence for sentence in said if sentence is not None],
        "against": _against(found.against) if found.against is not None else None,
        "reach": _reach(found.reach) if found.reach is not None else None,
    }


def plain_times(value: Any) -> Any:
    """The same answer with times as text, for what is told as JSON without a schema."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain_times(one) for name, one in value.items()}
    return [plain_times(one) for one in value] if isinstance(value, list) else value


def _part(part: Part) -> dict[str, Any]:
    return {
        "criterion": part.code,
        "name": part.name,
        "weight": part.weight,
        "points": {"low": part.low / SHARES, "high": part.high / SHARES},
        "measured": part.measured,
        "source": part.source,
        "as_of": part.as_of,
        "who": part.who,
        "sentence": part.sentence,
    }


def _against(found: Against) -> dict[str, Any]:
    decisive = {one.code for one in found.comparison.decisive}
    return {
        "project": found.item.project,
        "rank": found.item.rank,
        "differences": [
            {
                "criterion": one.code,
                "own": one.own / SHARES,
                "other": one.other / SHARES,
                "decisive": one.code in decisive,
            }
            for one in found.comparison.differences
        ],
        "sentences": list(found.sentences),
    }


def _reach(found: Reach) -> dict[str, Any]:
    return {
        "rank": found.lift.rank,
        "outcome": found.lift.outcome,
        "steps": [
            {"criterion": one.code, "needed": one.needed, "points": one.points / SHARES}
            for one in found.lift.steps
        ],
        "sentences": list(found.sentences),
    }
