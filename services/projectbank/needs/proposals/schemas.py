"""What planners ask and say of proposals, and how these are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import fields, post_load, validate

from services.projectbank.needs.deciding.schemas import NeedDecisionBody
from services.projectbank.needs.proposals.listing import Said, Shown, WantedProposals
from services.projectbank.needs.proposals.proposal import PROPOSAL_KINDS, Proposal
from services.projectbank.needs.proposals.why import why_proposed
from services.projectbank.needs.schemas import NeedAnswer, need_answer
from services.runtime.web.fields import Body, Count, Text
from services.runtime.web.paging import Cursor, PageQuery

_LONGEST_CODE = 100
_LONGEST_REASON = 2_000
_MOST_VERSIONS = 2**31 - 1


class ProposalQuery(PageQuery):
    """Which proposals. `area` includes what lies in it."""

    cursor = Cursor(load_default=None, parts=(int, str))
    kind = fields.String(load_default=None, validate=validate.OneOf(PROPOSAL_KINDS))
    area = Text(at_most=_LONGEST_CODE, load_default=None)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> WantedProposals:
        return WantedProposals(
            limit=data["page_size"],
            after=tuple(data["cursor"]) if data["cursor"] else None,
            kind=data["kind"],
            area=data["area"],
        )


class AcceptProposalBody(NeedDecisionBody):
    """Merge or split as proposed. `version` is that of `need`; that of `other` may be stated."""

    other_version = Count(low=0, high=_MOST_VERSIONS, load_default=None)


class DismissProposalBody(Body):
    """Leave needs as they are, and say why."""

    reason = Text(at_most=_LONGEST_REASON, required=True)


class ProposedReportAnswer(ma.Schema):
    """A report that a proposal is about; `subject` is null where it is another's to read."""

    report = fields.String(required=True)
    subject = fields.String(required=True, allow_none=True)
    occurred_at = fields.AwareDateTime(required=True)
    speaks = fields.Boolean(
        required=True,
        metadata={"description": "merge: one of the two that are most alike; split: to leave"},
    )


class ProposalSideAnswer(ma.Schema):
    """Of a merge the reports of one need, of a split those to be taken out, then the others."""

    need = fields.String(required=True)
    items = fields.List(fields.Nested(ProposedReportAnswer), required=True)


class ProposalFiguresAnswer(ma.Schema):
    """Each 0..1, as the grouping weighs them."""

    covered = fields.Float(
        required=True, metadata={"description": "How much of what the one names the other says"}
    )
    named = fields.Float(required=True)
    matter = fields.Float(required=True)
    words = fields.Float(required=True)


class NeedProposalAnswer(ma.Schema):
    """Two needs that may be one (`need` would be merged into `other`), or a need of which a part
    may be another. Of large needs the newest reports are shown."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(PROPOSAL_KINDS))
    likely = fields.Float(required=True, metadata={"description": "0..1"})
    people = fields.Integer(
        required=True, metadata={"description": "Of the smaller side: whom it moves"}
    )
    figures = fields.Nested(ProposalFiguresAnswer, required=True)
    why = fields.String(required=True)
    need = fields.Nested(NeedAnswer, required=True)
    other = fields.Nested(NeedAnswer, required=True, allow_none=True)
    sides = fields.List(fields.Nested(ProposalSideAnswer), required=True)


class NeedProposalListAnswer(ma.Schema):
    """One page of proposals, what moves most people first."""

    items = fields.List(fields.Nested(NeedProposalAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


class ProposalDismissedAnswer(ma.Schema):
    """What was dismissed."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(PROPOSAL_KINDS))
    need = fields.String(required=True)
    other = fields.String(required=True, allow_none=True)


def proposal_answer(shown: Shown, projects: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    one, need, other = shown.proposal, shown.need, shown.other
    figures = one.figures
    return {
        "id": one.id,
        "kind": one.kind,
        "likely": one.likely / 1000,
        "people": one.people,
        "figures": {
            "covered": figures.covered / 1000,
            "named": figures.named / 1000,
            "matter": figures.matter / 1000,
            "words": figures.words / 1000,
        },
        "why": why_proposed(one),
        "need": need_answer(need, projects.get(need.id, ())),
        "other": None if other is None else need_answer(other, projects.get(other.id, ())),
        "sides": [
            _side(need.id, shown.sides[0], one),
            _side(need.id if other is None else other.id, shown.sides[1], one),
        ],
    }


def dismissed_answer(one: Proposal) -> dict[str, Any]:
    return {"id": one.id, "kind": one.kind, "need": one.need, "other": one.other}


def _side(need: str, said: Sequence[Said], one: Proposal) -> dict[str, Any]:
    speaking = set(one.reports if one.kind == "split" else (*one.reports, *one.beside))
    return {
        "need": need,
        "items": [
            {
                "report": report.report,
                "subject": report.subject,
                "occurred_at": report.occurred_at,
                "speaks": report.report in speaking,
            }
            for report in said
        ],
    }
