"""One need with its reports, why each is in it, and what planners decided about it."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from services.projectbank.needs.bursts import Burst
from services.projectbank.needs.campaigns import Campaign
from services.projectbank.needs.deciding.schemas import NeedDecisionAnswer
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.members.tables import FIGURES
from services.projectbank.needs.schemas import NeedAnswer
from services.projectbank.needs.story.story import MemberStory
from services.projectbank.needs.story.why import why_in_it


class FiguresAnswer(ma.Schema):
    """How far two agree, each 0 to 1: in the places that they name, said by either anywhere
    (`covered`) and as names (`named`), in the matters told, and in all words."""

    covered = fields.Float(required=True)
    named = fields.Float(required=True)
    matter = fields.Float(required=True)
    words = fields.Float(required=True)


class NeedMemberAnswer(ma.Schema):
    """A report of a need. `overlap` is how far its words agree (0..1), `distance` in metres,
    `figures` what spoke for joining where the grouping did it; `beside` is the report that began
    what it joined, or that it follows."""

    report = fields.String(required=True)
    how = fields.String(required=True)
    why = fields.String(required=True)
    overlap = fields.Float(required=True)
    distance = fields.Integer(required=True, allow_none=True)
    figures = fields.Nested(FiguresAnswer, required=True, allow_none=True)
    beside = fields.String(required=True, allow_none=True)
    pinned = fields.Boolean(required=True)
    occurred_at = fields.AwareDateTime(required=True)
    decision = fields.Integer(required=True, allow_none=True)


class NeedMemberListAnswer(ma.Schema):
    """One page of a need's reports, in the order in which they were grouped."""

    items = fields.List(fields.Nested(NeedMemberAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


class CampaignAnswer(ma.Schema):
    """Messages that repeat one text, and how many people sent them."""

    report = fields.String(required=True)
    messages = fields.Integer(required=True)
    people = fields.Integer(required=True)


class BurstAnswer(ma.Schema):
    """Voices without a verified contact that came within one day: so many people, or one?"""

    voices = fields.Integer(required=True)
    since = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime(required=True)


class NeedStoryAnswer(NeedAnswer):
    """One need with its first reports, its campaigns and the newest decisions about it."""

    members = fields.Nested(NeedMemberListAnswer, required=True)
    bursts = fields.List(fields.Nested(BurstAnswer), required=True)
    campaigns = fields.List(fields.Nested(CampaignAnswer), required=True)
    decisions = fields.List(fields.Nested(NeedDecisionAnswer), required=True)


def member_answer(story: MemberStory) -> dict[str, Any]:
    return {
        "report": story.report,
        "how": story.how,
        "why": why_in_it(story),
        "overlap": story.overlap / 1000,
        "distance": story.distance,
        "figures": _figures(story.figures),
        "beside": story.beside,
        "pinned": story.pinned,
        "occurred_at": story.occurred_at,
        "decision": story.decision.number if story.decision is not None else None,
    }


def _figures(figures: Figures | None) -> dict[str, float] | None:
    if figures is None:
        return None
    return {name: getattr(figures, name) / 1000 for name in FIGURES}


def campaign_answer(campaign: Campaign) -> dict[str, Any]:
    return {
        "report": campaign.report,
        "messages": campaign.messages,
        "people": campaign.people,
    }


def burst_answer(burst: Burst) -> dict[str, Any]:
    return {"voices": burst.voices, "since": burst.since, "until": burst.until}
