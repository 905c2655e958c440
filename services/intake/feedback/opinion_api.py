# mypy: disallow-untyped-decorators=False
"""Residents' words on a closed case, and the verdict on their disputes, over HTTP."""

from typing import Any

from marshmallow import Schema, fields, validate

from services.intake.cases.edge.answers import CaseAnswer, case_answer
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.feedback.opinion_store import Opinion
from services.intake.feedback.say_opinion import (
    LONGEST_REASON,
    DisputeWaits,
    JudgeDispute,
    NotClosed,
    NothingDisputed,
    SaidDifferently,
    SayOpinion,
    WindowOpen,
    WindowOver,
)
from services.intake.feedback.words_heard import FIRST_AID, Aid, aid_of
from services.intake.reports import rules
from services.runtime.identity.access import current_actor, public, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


class SatisfiedBody(Body):
    tracking_token = Text(at_most=rules.LONGEST_KEY, required=True)


class DisputeBody(SatisfiedBody):
    reason = Text(at_most=LONGEST_REASON, required=True)


class VerdictBody(Body):
    version = fields.Integer(strict=True, required=True)
    verdict = fields.String(required=True, validate=validate.OneOf(["upheld", "rejected"]))
    reason = Text(at_most=LONGEST_REASON, required=True)
    condition = Text(
        at_most=100,
        metadata={"description": "The filing condition, for a case that was never filed."},
    )


class OpinionAnswer(Schema):
    report = fields.String(required=True)
    kind = fields.String(required=True)
    at = fields.AwareDateTime(required=True, format="iso")
    first_aid = FIRST_AID


class AgainAnswer(Schema):
    """The new report and its token."""

    id = fields.String(required=True)
    tracking_token = fields.String(required=True)
    version = fields.String(required=True)
    follows = fields.String(required=True)
    first_aid = FIRST_AID


def opinion_routes(saying: SayOpinion, judging: JudgeDispute, desk: CaseDesk) -> Blueprint:
    """The routes of satisfaction, dispute, "still not fixed" and verdict."""
    blueprint = Blueprint(
        "opinions", __name__, url_prefix="/api/intake/v1", description="What people say of the end"
    )
    _add_residents(blueprint, saying, aid_of(desk.profile))

    @blueprint.post("/cases/<case_id>/disputes")
    @requires("officer")
    @blueprint.arguments(VerdictBody)
    @blueprint.response(200, CaseAnswer)
    @blueprint.alt_response(403, description="Who handled or verified it does not judge")
    @blueprint.alt_response(409, description="Changed meanwhile, or no dispute waits")
    def judge(body: dict[str, Any], case_id: str) -> dict[str, Any]:
        """Uphold the waiting disputes (the case reopens) or reject them, with a reason."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        case = judging.judge(
            found.id,
            body["version"],
            body["verdict"],
            worker_of(actor),
            body["reason"],
            body.get("condition"),
        )
        return dict(case_answer(case, desk.clock.now()))

    return blueprint


def _add_residents(blueprint: Blueprint, saying: SayOpinion, aid: Aid) -> None:
    @blueprint.post("/reports/<report_id>/satisfaction")
    @public
    @blueprint.arguments(SatisfiedBody)
    @blueprint.response(200, OpinionAnswer)
    @blueprint.alt_response(409, description="Not closed, too late, or said differently before")
    def satisfied(body: dict[str, Any], report_id: str) -> dict[str, Any]:
        """Say that it is well done."""
        opinion = saying.say(report_id, body["tracking_token"], "satisfied")
        return _told(opinion, aid)

    @blueprint.post("/reports/<report_id>/dispute")
    @public
    @blueprint.arguments(DisputeBody)
    @blueprint.response(200, OpinionAnswer)
    @blueprint.alt_response(409, description="Not closed, too late, or said differently before")
    def dispute(body: dict[str, Any], report_id: str) -> dict[str, Any]:
        """Say that it is not done, and why; somebody else looks at it."""
        opinion = saying.say(report_id, body["tracking_token"], "dispute", body["reason"])
        return _told(opinion, aid)

    @blueprint.post("/reports/<report_id>/still-not-fixed")
    @public
    @blueprint.arguments(DisputeBody)
    @blueprint.response(200, AgainAnswer)
    @blueprint.alt_response(409, description="Not closed, or a dispute is still possible or waits")
    def still(body: dict[str, Any], report_id: str) -> dict[str, Any]:
        """Report it again when the days for a dispute are over."""
        receipt = saying.still_not_fixed(report_id, body["tracking_token"], body["reason"])
        return {
            "id": receipt.id,
            "tracking_token": receipt.tracking_token,
            "version": receipt.version,
            "follows": report_id.upper(),
            "first_aid": aid(body["reason"]),
        }


def _told(opinion: Opinion, aid: Aid) -> dict[str, Any]:
    return {
        "report": opinion.report_id,
        "kind": opinion.kind,
        "at": opinion.at,
        "first_aid": aid(opinion.reason),
    }


OPINION_WORDS = {
    NotClosed: lazy_gettext("It is not closed yet. You will be asked when it is."),
    WindowOver: lazy_gettext("The days for this are over. If it is not fixed, tell us anew."),
    WindowOpen: lazy_gettext("It was closed only lately: say that it is not fixed, and why."),
    SaidDifferently: lazy_gettext("You said something else about this before; that stands."),
    DisputeWaits: lazy_gettext("You said that it is not fixed, and somebody looks at that now."),
    NothingDisputed: lazy_gettext("No dispute of this case waits for a verdict."),
}
OPINION_REFUSALS: Refusals = {
    kind: lambda refusal: Problem(409, str(OPINION_WORDS[type(refusal)])) for kind in OPINION_WORDS
}
