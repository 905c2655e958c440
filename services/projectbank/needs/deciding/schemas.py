"""What planners send to decide about needs, and how decisions are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from services.projectbank.needs.deciding.take_decision import Outcome
from services.projectbank.needs.decisions.decision import DECISION_KINDS, Decision
from services.projectbank.needs.schemas import NeedAnswer, need_answer
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import Body, Count, Number, Text

_LONGEST_REASON = 2_000
_LONGEST_ID = 64
_LONGEST_CODE = 100
_MOST_REPORTS = 500
_MOST_VERSIONS = 2**31 - 1


class NeedDecisionBody(Body):
    """Every decision says why, and at which version of the need it was made."""

    version = Count(low=0, high=_MOST_VERSIONS, required=True)
    reason = Text(at_most=_LONGEST_REASON, required=True)


class _WithReports(NeedDecisionBody):
    reports = fields.List(
        Text(at_most=_LONGEST_ID),
        required=True,
        validate=validate.Length(min=1, max=_MOST_REPORTS),
    )

    @post_load
    def name_each_once(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**data, "reports": tuple(dict.fromkeys(data["reports"]))}


class MergeNeedBody(NeedDecisionBody):
    """Merge the need into another one, whose version may be stated, too."""

    into = Text(at_most=_LONGEST_ID, required=True)
    other_version = Count(low=0, high=_MOST_VERSIONS, load_default=None)


class SplitNeedBody(_WithReports):
    """Split these reports off into a need of their own."""


class MoveReportsBody(_WithReports):
    """Move these reports to another need."""

    to = Text(at_most=_LONGEST_ID, required=True)
    other_version = Count(low=0, high=_MOST_VERSIONS, load_default=None)


class PinReportsBody(_WithReports):
    """These reports stay where they are, whatever a correction would make of them."""


class DescribeNeedBody(NeedDecisionBody):
    """What the need is, how severe and where, whatever its messages say; at least one of them."""

    category = Text(at_most=_LONGEST_CODE)
    severity = fields.Integer(strict=True, validate=validate.Range(1, 4))
    area = Text(at_most=_LONGEST_CODE)
    lat = Number(low=-90, high=90)
    long = Number(low=-180, high=180)

    @validates_schema
    def says_something(self, data: Mapping[str, Any], **_: Any) -> None:
        if data.keys().isdisjoint(("category", "severity", "area", "lat", "long")):
            message = N_("Say category, severity, area or a point.")
            raise ValidationError({"category": [Fault("required", message)]})
        if ("lat" in data) != ("long" in data):
            missing = "long" if "lat" in data else "lat"
            message = N_("Latitude and longitude come together.")
            raise ValidationError({missing: [Fault("pair", message)]})


class NeedDecisionAnswer(ma.Schema):
    """A line of the log of decisions."""

    number = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(DECISION_KINDS))
    need = fields.String(required=True)
    other = fields.String(required=True, allow_none=True)
    reports = fields.List(fields.String(), required=True)
    who = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    need_version = fields.Integer(required=True)
    details = fields.Dict(
        required=True,
        metadata={"description": "What was said of the need: category, severity, place"},
    )


class NeedDecisionListAnswer(ma.Schema):
    """One page of decisions, the newest first."""

    items = fields.List(fields.Nested(NeedDecisionAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


class NeedOutcomeAnswer(ma.Schema):
    """The needs as they are after a decision."""

    version = fields.String(
        required=True, metadata={"description": "For `after=` of a search: need:ID@VERSION."}
    )
    decision = fields.Nested(NeedDecisionAnswer, required=True)
    need = fields.Nested(NeedAnswer, required=True)
    other = fields.Nested(NeedAnswer, required=True, allow_none=True)


def decision_answer(decision: Decision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "kind": decision.kind,
        "need": decision.need,
        "other": decision.other,
        "reports": list(decision.reports),
        "who": decision.who,
        "reason": decision.why,
        "at": decision.at,
        "need_version": decision.version,
        "details": dict(decision.details),
    }


def outcome_answer(outcome: Outcome, projects: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    need, other = outcome.need, outcome.other
    return {
        "version": f"need:{need.id}@{need.version}",
        "decision": decision_answer(outcome.decision),
        "need": need_answer(need, projects.get(need.id, ())),
        "other": need_answer(other, projects.get(other.id, ())) if other is not None else None,
    }
