# mypy: disallow-untyped-decorators=False
"""Questions over HTTP: /api/intake/v1/cases/<id>/questions, for officers."""

from typing import Any

from marshmallow import fields, post_load, validate

from services.intake.cases.case.case import NOTE_LIMIT
from services.intake.cases.edge.answers import CaseAnswer, case_answer
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.listing.questions import waiting
from services.intake.cases.questions.answers import QuestionListAnswer, waiting_answer
from services.intake.cases.questions.decide import Decided
from services.intake.cases.questions.question import DECISIONS
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Count, Text

_MOST = 200


class CaseDecisionBody(Body):
    """What becomes of the case whose report was corrected."""

    decision = fields.String(required=True, validate=validate.OneOf(DECISIONS))
    version = Count(
        low=1,
        high=1_000_000,
        required=True,
        metadata={"description": "Of the report, as the question names it; a later one is a 409."},
    )
    condition = Text(
        at_most=100,
        allow_none=True,
        metadata={"description": "Where the corrected kind has several filing conditions."},
    )
    reason = Text(at_most=NOTE_LIMIT, blank=True, allow_none=True)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Decided:
        return Decided(**data)


def question_routes(desk: CaseDesk) -> Blueprint:
    """The routes of questions."""
    blueprint = Blueprint(
        "questions",
        __name__,
        url_prefix="/api/intake/v1/cases",
        description="Whether a case follows a corrected report",
    )

    @blueprint.get("/questions")
    @requires("officer")
    @blueprint.response(200, QuestionListAnswer)
    def list_waiting() -> dict[str, Any]:
        """Questions that wait within the caller's scope, the oldest first, at most 200."""
        wanted = desk.narrowed(WantedCases(), None, current_actor().scope)
        now = desk.clock.now()
        found = desk.database.read(lambda conn: waiting(conn, wanted, now, _MOST))
        return {"items": [waiting_answer(each) for _, each in found], "cursor": None}

    @blueprint.post("/<case_id>/questions/<report_id>")
    @requires("officer")
    @blueprint.arguments(CaseDecisionBody)
    @blueprint.response(200, CaseAnswer)
    @blueprint.alt_response(403, description="The desk gives a case to another unit")
    @blueprint.alt_response(404, description="No such case, or nothing is asked about the report")
    @blueprint.alt_response(409, description="Decided by somebody else, corrected again or ended")
    def decide(decided: Decided, case_id: str, report_id: str) -> dict[str, Any]:
        """Change the case too, take the report out into its own case, or leave the case as it is.
        The answer is the case that the report is in afterwards."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        after = desk.questions.decide(found.id, report_id, decided, worker_of(actor))
        return case_answer(after, desk.clock.now())

    return blueprint
