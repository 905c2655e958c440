# mypy: disallow-untyped-decorators=False
"""Appeals over HTTP: /api/intake/v1/cases/<id>/appeals, for officers."""

from typing import Any

from marshmallow import fields, validate

from services.intake.cases.appeal import store
from services.intake.cases.appeal.answers import AppealAnswer, AppealListAnswer, appeal_answer
from services.intake.cases.appeal.appeal import VERDICTS
from services.intake.cases.case.case import NOTE_LIMIT
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text

_MOST = 200


class AppealBody(Body):
    """Why the lateness should be excused."""

    reason = Text(at_most=NOTE_LIMIT, required=True)


class ReviewBody(AppealBody):
    """What a reviewer decides, and why."""

    verdict = fields.String(required=True, validate=validate.OneOf(VERDICTS))


def appeal_routes(desk: CaseDesk) -> Blueprint:
    """The routes of appeals."""
    blueprint = Blueprint(
        "appeals",
        __name__,
        url_prefix="/api/intake/v1/cases",
        description="Whether a lateness is excused",
    )

    @blueprint.get("/appeals")
    @requires("officer")
    @blueprint.response(200, AppealListAnswer)
    def list_waiting() -> dict[str, Any]:
        """Appeals that wait for a review within the caller's scope, the oldest first."""
        scope = current_actor().scope
        found = desk.database.read(lambda conn: store.waiting(conn, _MOST, desk.profile, scope))
        return {"items": [appeal_answer(each) for each in found], "cursor": None}

    @blueprint.post("/<case_id>/appeals")
    @requires("officer")
    @blueprint.arguments(AppealBody)
    @blueprint.response(201, AppealAnswer)
    @blueprint.alt_response(403, description="Only the responsible unit asks")
    @blueprint.alt_response(409, description="Not late, or appealed against before")
    def ask(body: dict[str, Any], case_id: str) -> dict[str, Any]:
        """Ask that the lateness be excused, once for each clock of a case."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        return appeal_answer(desk.appeals.ask(found.id, body["reason"], worker_of(actor)))

    @blueprint.post("/<case_id>/appeals/reviews")
    @requires("officer")
    @blueprint.arguments(ReviewBody)
    @blueprint.response(200, AppealAnswer)
    @blueprint.alt_response(403, description="Asked, handled or reviewed by this person")
    @blueprint.alt_response(409, description="No appeal waits")
    def review(body: dict[str, Any], case_id: str) -> dict[str, Any]:
        """Uphold or reject; two different people must uphold. The raw lateness stays visible."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        appeal = desk.appeals.review(found.id, body["verdict"], body["reason"], worker_of(actor))
        return appeal_answer(appeal)

    return blueprint
