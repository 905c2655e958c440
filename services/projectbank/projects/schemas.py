"""What the API says of projects to everybody."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma
from marshmallow import fields, post_load, validate

from services.contracts.projectbank_events import COUNTED_BY, PROJECT_STATES, PublishedScore
from services.projectbank.places import Box
from services.projectbank.projects.listing import Wanted
from services.projectbank.projects.money import Yuan
from services.projectbank.projects.project import Estimate, Project
from services.runtime.web.boxes import BoxField
from services.runtime.web.fields import Text
from services.runtime.web.paging import Cursor, PageQuery

LANES = ("critical", "ranked")
_LONGEST_CODE = 100


class ProjectQuery(PageQuery):
    """Projects by number; without a state, lapsed and exited ones are left out."""

    state = fields.String(validate=validate.OneOf(PROJECT_STATES))
    area = Text(at_most=_LONGEST_CODE, metadata={"description": "Includes the areas inside it"})
    project_type = Text(at_most=_LONGEST_CODE)
    group = Text(at_most=_LONGEST_CODE)
    category = Text(at_most=_LONGEST_CODE)
    candidate = fields.Boolean()
    bbox = BoxField(Box)
    cursor = Cursor(load_default=None, parts=(int,))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Mapping[str, Any]:
        size, cursor = data.pop("page_size"), data.pop("cursor")
        return {
            "wanted": Wanted(box=data.pop("bbox", None), **data),
            "page_size": size,
            "after": cursor[0] if cursor else 0,
        }


class ScoreAnswer(ma.Schema):
    """Points from 0 to 100: what has been shown, and what evidence could still lift it to."""

    low = fields.Float(required=True)
    high = fields.Float(required=True)


class PublishedAnswer(ma.Schema):
    """A rank as last published."""

    rank = fields.Integer(required=True)
    lane = fields.String(required=True, validate=validate.OneOf(LANES))
    score = fields.Nested(ScoreAnswer, required=True)
    confidence = fields.Float(required=True)
    criteria_version = fields.String(required=True)
    as_of = fields.AwareDateTime(required=True)


class CostAnswer(ma.Schema):
    """An estimate in yuan."""

    low = Yuan(required=True)
    high = Yuan(required=True)
    people_served = fields.Integer(required=True, allow_none=True)


class GateAnswer(ma.Schema):
    """Whether one condition is met."""

    gate = fields.String(required=True)
    passed = fields.Boolean(required=True)
    on = fields.Date(required=True)


class ProjectAnswer(ma.Schema):
    """A project of the bank. A candidate is a draft that no planner has adopted yet."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(PROJECT_STATES))
    candidate = fields.Boolean(required=True)
    project_type = fields.String(required=True)
    category = fields.String(required=True)
    group = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    lat = fields.Float(required=True, allow_none=True)
    long = fields.Float(required=True, allow_none=True)
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
        metadata={
            "description": "Of `people`, those with a verified contact or from a source that "
            "knows its people"
        },
    )
    counted_by = fields.String(
        required=True,
        validate=validate.OneOf(COUNTED_BY),
        metadata={"description": "messages: no need of it is carried by people told apart"},
    )
    needs = fields.List(fields.String(), required=True)
    published = fields.Nested(PublishedAnswer, required=True, allow_none=True)
    cost = fields.Nested(
        CostAnswer,
        required=True,
        allow_none=True,
        metadata={"description": "null: no estimate, or a draft, whose estimate is for planners"},
    )
    gates = fields.List(
        fields.Nested(GateAnswer),
        required=True,
        allow_none=True,
        metadata={"description": "null: a draft, whose gates are for planners"},
    )
    created_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)


class ProjectListAnswer(ma.Schema):
    """One page of projects."""

    items = fields.List(fields.Nested(ProjectAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def project_answer(project: Project, *, staff: bool = False) -> dict[str, Any]:
    """What planners recorded of a draft is told to staff only, until it is adopted."""
    open_to_reader = staff or not project.candidate
    return {
        "id": project.id,
        "version": project.version,
        "title": project.title,
        "state": project.state,
        "candidate": project.candidate,
        "project_type": project.project_type,
        "category": project.category,
        "group": project.group,
        "area": project.area,
        "lat": project.lat,
        "long": project.long,
        "people": project.people,
        "people_at_most": project.people_at_most,
        "people_verified": project.verified,
        "counted_by": project.counted_by,
        "needs": list(project.needs),
        "published": _published(project.published),
        "cost": _cost(project.estimate) if open_to_reader else None,
        "gates": list(project.gates) if open_to_reader else None,
        "created_at": project.created_at,
        "changed_at": project.changed_at,
    }


def _cost(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {"low": estimate.low, "high": estimate.high, "people_served": estimate.served}


def _published(score: PublishedScore | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "rank": score.rank,
        "lane": score.lane,
        "score": {"low": score.low, "high": score.high},
        "confidence": score.confidence,
        "criteria_version": score.criteria_version,
        "as_of": score.as_of,
    }
