"""What the project bank tells the others: links, needs and projects, whole, at each version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

from services.contracts.profile.model import ANSWERED_BY, AnsweredBy

NeedStatus = Literal[
    "forming",
    "proposed",
    "confirmed",
    "in_project",
    "addressed",
    "resolved",
    "dismissed",
    "merged",
]
NEED_STATES: tuple[NeedStatus, ...] = (
    "forming",
    "proposed",
    "confirmed",
    "in_project",
    "addressed",
    "resolved",
    "dismissed",
    "merged",
)
ProjectStatus = Literal[
    "idea",
    "reserve",
    "ready",
    "planned",
    "tender",
    "building",
    "phased_acceptance",
    "accepted",
    "handed_over",
    "evaluated",
    "exited",
    "suspended",
    "lapsed",
]
PROJECT_STATES: tuple[ProjectStatus, ...] = (
    "idea",
    "reserve",
    "ready",
    "planned",
    "tender",
    "building",
    "phased_acceptance",
    "accepted",
    "handed_over",
    "evaluated",
    "exited",
    "suspended",
    "lapsed",
)
Lane = Literal["critical", "ranked"]
Audience = Literal["public", "staff"]
CountedBy = Literal["people", "messages"]
COUNTED_BY: tuple[CountedBy, ...] = ("people", "messages")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """Which need a report belongs to; none after it was taken out of one."""

    report: str
    version: int
    need: str | None
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedState:
    """What keeps going wrong at one place. People, not messages, are counted."""

    id: str
    version: int
    title: str
    """Built from category and place, never from residents' words."""
    state: NeedStatus
    category: str
    group: str
    area: str | None
    area_path: tuple[str, ...]
    lat: float | None
    long: float | None
    people: int
    reports: int
    first_seen: datetime
    last_seen: datetime
    merged_into: str | None
    indicators: tuple[str, ...] = ()
    """Codes of the health check's indicators that its problems count towards."""
    people_at_most: int | None = None
    """`people` are those told apart, messages of nobody known together as one; these, each such
    message as somebody else."""
    people_verified: int | None = None
    """Of `people`, those with a verified contact or from a source that knows its people."""
    counted_by: CountedBy = "people"
    """What makes it worth a project: people, or messages of whose writers nothing is known."""
    supporters: int = 0
    """Who spoke for its messages where they were first said."""
    answered_by: AnsweredBy = "works"
    """What ends it: only works become a project."""
    responsible_unit: str | None = None
    """Who answers it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedScore:
    """A score and rank as last published; 0..100 points, ranks from 1."""

    rank: int
    lane: Lane
    low: float
    high: float
    confidence: float
    criteria_version: str
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectState:
    """Everything public about a project. A candidate is a draft that no planner adopted yet."""

    id: str
    version: int
    title: str
    state: ProjectStatus
    candidate: bool
    project_type: str
    category: str
    group: str
    area: str | None
    area_path: tuple[str, ...]
    lat: float | None
    long: float | None
    people: int
    needs: tuple[str, ...]
    published: PublishedScore | None
    created_at: datetime
    changed_at: datetime
    audience: Audience = "public"
    """`staff`: a draft that nobody else may see."""
    people_at_most: int | None = None
    people_verified: int | None = None
    counted_by: CountedBy = "people"
    """As of its needs: "messages" where none of them is carried by people told apart."""


class _EventSchema(Schema):
    class Meta:
        unknown = EXCLUDE


class LinkStateSchema(_EventSchema):
    """Data of projectbank.link.changed.v1."""

    report = fields.String(required=True, validate=validate.Length(min=1))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    need = fields.String(required=True, allow_none=True)
    projects = fields.List(fields.String(), required=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> LinkState:
        return LinkState(**{**data, "projects": tuple(data["projects"])})


class _PlacedSchema(_EventSchema):
    id = fields.String(required=True, validate=validate.Length(min=1))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    category = fields.String(required=True)
    group = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    area_path = fields.List(fields.String(), required=True)
    lat = fields.Float(required=True, allow_none=True, validate=validate.Range(-90, 90))
    long = fields.Float(required=True, allow_none=True, validate=validate.Range(-180, 180))
    people = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    people_at_most = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=0)
    )
    people_verified = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(min=0)
    )
    counted_by = fields.String(load_default="people", validate=validate.OneOf(COUNTED_BY))


class NeedStateSchema(_PlacedSchema):
    """Data of projectbank.need.changed.v1."""

    state = fields.String(required=True, validate=validate.OneOf(NEED_STATES))
    reports = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    first_seen = fields.AwareDateTime(required=True, format="iso")
    last_seen = fields.AwareDateTime(required=True, format="iso")
    merged_into = fields.String(required=True, allow_none=True)
    indicators = fields.List(fields.String(), load_default=())
    supporters = fields.Integer(load_default=0, strict=True, validate=validate.Range(min=0))
    answered_by = fields.String(load_default="works", validate=validate.OneOf(ANSWERED_BY))
    responsible_unit = fields.String(load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NeedState:
        lists = {name: tuple(data[name]) for name in ("area_path", "indicators")}
        return NeedState(**{**data, **lists})


class _PublishedScoreSchema(_EventSchema):
    rank = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    lane = fields.String(required=True, validate=validate.OneOf(["critical", "ranked"]))
    low = fields.Float(required=True, validate=validate.Range(0, 100))
    high = fields.Float(required=True, validate=validate.Range(0, 100))
    confidence = fields.Float(required=True, validate=validate.Range(0, 1))
    criteria_version = fields.String(required=True)
    as_of = fields.AwareDateTime(required=True, format="iso")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> PublishedScore:
        return PublishedScore(**data)


class ProjectStateSchema(_PlacedSchema):
    """Data of projectbank.project.changed.v1."""

    state = fields.String(required=True, validate=validate.OneOf(PROJECT_STATES))
    candidate = fields.Boolean(required=True)
    project_type = fields.String(required=True)
    needs = fields.List(fields.String(), required=True)
    published = fields.Nested(_PublishedScoreSchema, required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True, format="iso")
    changed_at = fields.AwareDateTime(required=True, format="iso")
    audience = fields.String(load_default=None, validate=validate.OneOf(["public", "staff"]))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> ProjectState:
        lists = {name: tuple(data[name]) for name in ("area_path", "needs")}
        # Told before anybody said who sees it: a draft is not for everybody until that is said.
        told = data["audience"] or ("staff" if data["candidate"] else "public")
        return ProjectState(**{**data, **lists, "audience": told})
