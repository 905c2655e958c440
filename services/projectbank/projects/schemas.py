"""What the API says of projects to everybody."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from services.contracts.projectbank_events import PROJECT_STATES, PublishedScore
from services.projectbank.projects.project import Project
from services.runtime.web.paging import Cursor, PageQuery

LANES = ("critical", "ranked")


class ProjectQuery(PageQuery):
    """Projects by number."""

    cursor = Cursor(load_default=None, parts=(int,))


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
    people = fields.Integer(required=True)
    needs = fields.List(fields.String(), required=True)
    published = fields.Nested(PublishedAnswer, required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)


class ProjectListAnswer(ma.Schema):
    """One page of projects."""

    items = fields.List(fields.Nested(ProjectAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def project_answer(project: Project) -> dict[str, Any]:
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
        "needs": list(project.needs),
        "published": _published(project.published),
        "created_at": project.created_at,
        "changed_at": project.changed_at,
    }


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
