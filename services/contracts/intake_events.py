"""What intake tells the others: the whole state of a report, masked, at each version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

RequestType = Literal["complaint", "help", "suggestion", "enquiry", "tip_off", "praise", "unknown"]
REQUEST_TYPES: tuple[RequestType, ...] = (
    "complaint",
    "help",
    "suggestion",
    "enquiry",
    "tip_off",
    "praise",
    "unknown",
)
Audience = Literal["public", "staff"]
SOURCES = ("resident", "hotline", "survey", "health_check", "patrol", "sensor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A problem type with the confidence (0..1) that it is the right one."""

    code: str
    group: str
    confidence: float
    decided_by: Literal["reporter", "officer", "table", "suggestion"]
    accepted: bool = False
    """Suggested from the words, and the reporter said yes to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: WGS-84 degrees when known, the masked address, and the area intake assigned."""

    lat: float | None
    long: float | None
    address: str
    area: str | None
    area_path: tuple[str, ...]
    """Area codes from the jurisdiction down to `area`."""
    area_confidence: float
    road: str | None = None
    """The road that is named, or that the point lies on; none when neither tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How many other people spoke for and against a report where it was first said."""

    in_favour: int
    against: int


DangerJudged = Literal["unconfirmed", "confirmed", "dismissed"]
DANGER_JUDGED: tuple[DangerJudged, ...] = ("unconfirmed", "confirmed", "dismissed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleDanger:
    """What the words of a report say may cost a life, and what an officer says of it."""

    severity: int
    """3 or 4; the report is at least as severe until an officer dismisses the danger."""
    kinds: tuple[str, ...]
    """Kinds of danger of the profile, the gravest first."""
    words: tuple[str, ...]
    """The words of the profile that were found, never the reporter's own."""
    judged: DangerJudged = "unconfirmed"

    @property
    def holds(self) -> bool:
        """Nobody has dismissed it."""
        return self.judged != "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """A report as the other services may know it: no contact data, no unmasked text."""

    id: str
    version: int
    seq: int
    """Order of acceptance, dense from 1."""
    subject: str
    description: str
    category: Category
    request_type: RequestType
    place: Place
    severity: int
    """1 (nuisance) to 4 (danger to life)."""
    source: str
    external_id: str | None
    audience: Audience
    pseudonym: str | None
    """The person, as a keyed hash; none when nothing tells who it was."""
    pseudonym_verified: bool
    support: Support
    case: str | None
    object: str | None
    joins: str | None
    """The report that this one only adds a voice to."""
    occurred_at: datetime
    received_at: datetime
    erased: bool
    danger: PossibleDanger | None = None
    """A danger that its words speak of; none when they speak of none."""


class _EventSchema(Schema):
    class Meta:
        unknown = EXCLUDE


class _CategorySchema(_EventSchema):
    code = fields.String(required=True, validate=validate.Length(min=1))
    group = fields.String(required=True, validate=validate.Length(min=1))
    confidence = fields.Float(required=True, validate=validate.Range(0, 1))
    decided_by = fields.String(
        required=True, validate=validate.OneOf(["reporter", "officer", "table", "suggestion"])
    )
    accepted = fields.Boolean(load_default=False)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Category:
        return Category(**data)


class _PlaceSchema(_EventSchema):
    lat = fields.Float(required=True, allow_none=True, validate=validate.Range(-90, 90))
    long = fields.Float(required=True, allow_none=True, validate=validate.Range(-180, 180))
    address = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    area_path = fields.List(fields.String(), required=True)
    area_confidence = fields.Float(required=True, validate=validate.Range(0, 1))
    road = fields.String(load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Place:
        return Place(**{**data, "area_path": tuple(data["area_path"])})


class _SupportSchema(_EventSchema):
    in_favour = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    against = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Support:
        return Support(**data)


class _DangerSchema(_EventSchema):
    severity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 4))
    kinds = fields.List(fields.String(), required=True)
    words = fields.List(fields.String(), required=True)
    judged = fields.String(load_default="unconfirmed", validate=validate.OneOf(DANGER_JUDGED))

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> PossibleDanger:
        kinds, words = tuple(data["kinds"]), tuple(data["words"])
        return PossibleDanger(**{**data, "kinds": kinds, "words": words})


class ReportStateSchema(_EventSchema):
    """Data of intake.report.received.v1 (version 1) and intake.report.changed.v1 (later ones)."""

    id = fields.String(required=True, validate=validate.Length(min=1))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    subject = fields.String(required=True, validate=validate.Length(max=200))
    description = fields.String(required=True, validate=validate.Length(max=10_000))
    category = fields.Nested(_CategorySchema, required=True)
    request_type = fields.String(required=True, validate=validate.OneOf(REQUEST_TYPES))
    place = fields.Nested(_PlaceSchema, required=True)
    severity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 4))
    source = fields.String(required=True, validate=validate.OneOf(SOURCES))
    external_id = fields.String(required=True, allow_none=True)
    audience = fields.String(required=True, validate=validate.OneOf(["public", "staff"]))
    pseudonym = fields.String(required=True, allow_none=True)
    pseudonym_verified = fields.Boolean(required=True)
    support = fields.Nested(_SupportSchema, required=True)
    case = fields.String(required=True, allow_none=True)
    object = fields.String(required=True, allow_none=True)
    joins = fields.String(required=True, allow_none=True)
    occurred_at = fields.AwareDateTime(required=True, format="iso")
    received_at = fields.AwareDateTime(required=True, format="iso")
    erased = fields.Boolean(required=True)
    danger = fields.Nested(_DangerSchema, load_default=None, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> ReportState:
        return ReportState(**data)
