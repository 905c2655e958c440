"""What intake tells the others of a case: its whole state at each version, without persons."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from marshmallow import EXCLUDE, Schema, fields, post_load, validate

CaseStatus = Literal[
    "received",
    "filed",
    "dispatched",
    "handling",
    "verifying",
    "suspended",
    "shelved",
    "closed",
    "void",
]
CASE_STATES: tuple[CaseStatus, ...] = (
    "received",
    "filed",
    "dispatched",
    "handling",
    "verifying",
    "suspended",
    "shelved",
    "closed",
    "void",
)
"""受理, 立案, 派遣, 处置, 核查, 中止, 挂账, 结案, 不予受理 (GB/T 30428 as cities use it)."""
CaseOutcome = Literal[
    "repaired", "made_safe", "passed_on", "answered", "not_ours", "not_accepted", "duplicate"
]
CASE_OUTCOMES: tuple[CaseOutcome, ...] = (
    "repaired",
    "made_safe",
    "passed_on",
    "answered",
    "not_ours",
    "not_accepted",
    "duplicate",
)
"""Only "repaired" counts as rectified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """A case as the other services may know it: no person, no free text."""

    id: str
    version: int
    title: str
    """Built from category and place, never from residents' words."""
    state: CaseStatus
    outcome: CaseOutcome | None
    category: str
    group: str
    severity: int
    area: str | None
    area_path: tuple[str, ...]
    lat: float | None
    long: float | None
    responsible_unit: str | None
    limit: str | None
    """As the profile writes it, such as "4工作时"."""
    due_at: datetime | None
    provisional: bool
    """Whether a day on the way to `due_at` is not announced yet."""
    late: bool
    exempted: bool
    """Whether the lateness was excused on appeal; it stays `late`."""
    review_on: str | None
    """The local date, such as 2027-03-01, on which a case that waits is looked at again."""
    reports: int
    people: int
    returns: int
    reopened: int
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None


class CaseStateSchema(Schema):
    """Data of intake.case.opened.v1 (version 1) and intake.case.changed.v1 (later ones)."""

    class Meta:
        unknown = EXCLUDE

    id = fields.String(required=True, validate=validate.Length(min=1))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    title = fields.String(required=True, validate=validate.Length(min=1, max=200))
    state = fields.String(required=True, validate=validate.OneOf(CASE_STATES))
    outcome = fields.String(required=True, allow_none=True, validate=validate.OneOf(CASE_OUTCOMES))
    category = fields.String(required=True)
    group = fields.String(required=True)
    severity = fields.Integer(required=True, strict=True, validate=validate.Range(1, 4))
    area = fields.String(required=True, allow_none=True)
    area_path = fields.List(fields.String(), required=True)
    lat = fields.Float(required=True, allow_none=True, validate=validate.Range(-90, 90))
    long = fields.Float(required=True, allow_none=True, validate=validate.Range(-180, 180))
    responsible_unit = fields.String(required=True, allow_none=True)
    limit = fields.String(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    provisional = fields.Boolean(required=True)
    late = fields.Boolean(required=True)
    exempted = fields.Boolean(required=True)
    review_on = fields.String(
        required=True, allow_none=True, validate=validate.Regexp(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    )
    reports = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    people = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    returns = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    reopened = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    opened_at = fields.AwareDateTime(required=True, format="iso")
    changed_at = fields.AwareDateTime(required=True, format="iso")
    closed_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> CaseState:
        return CaseState(**{**data, "area_path": tuple(data["area_path"])})
