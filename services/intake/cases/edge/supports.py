# mypy: disallow-untyped-decorators=False
"""Supporting units over HTTP: /api/intake/v1/cases/<id>/supports, for officers."""

from typing import Any

from marshmallow import fields, post_load, validate

from services.intake.cases.case.case import NOTE_LIMIT
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.supporting.answers import (
    TaskAnswer,
    TaskListAnswer,
    support_answer,
)
from services.intake.cases.supporting.support import ENDINGS, TASK_LIMIT, Asked
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text


class AskBody(Body):
    """What another unit is asked to do for the lead, and by when."""

    unit = Text(at_most=100, required=True)
    task = Text(at_most=TASK_LIMIT, required=True)
    limit = Text(
        at_most=40,
        required=True,
        metadata={"description": "As the profile writes limits, such as 2工作日 or 4紧急工作时."},
    )

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Asked:
        return Asked(**data)


class EndBody(Body):
    """How a task ends: the supporting unit says done or sends it back, the lead withdraws it."""

    ending = fields.String(required=True, validate=validate.OneOf(ENDINGS))
    said = Text(
        at_most=NOTE_LIMIT,
        required=True,
        metadata={"description": "What was done, or why it is sent back or withdrawn."},
    )


def support_routes(desk: CaseDesk) -> Blueprint:
    """The routes of supporting units' tasks."""
    blueprint = Blueprint(
        "supports",
        __name__,
        url_prefix="/api/intake/v1/cases",
        description="What a lead unit asks of supporting units",
    )

    @blueprint.get("/supports")
    @requires("officer")
    @blueprint.response(200, TaskListAnswer)
    def list_waiting() -> dict[str, Any]:
        """Tasks that wait for an answer of the caller's units, the next deadline first."""
        mine = desk.narrowed(WantedCases(), None, current_actor().scope)
        found = desk.supports.waiting(mine.units, mine.areas)
        now = desk.clock.now()
        return {"items": [support_answer(each, now) for each in found], "cursor": None}

    @blueprint.post("/<case_id>/supports")
    @requires("officer")
    @blueprint.arguments(AskBody)
    @blueprint.response(201, TaskAnswer)
    @blueprint.alt_response(403, description="Only the lead unit asks")
    @blueprint.alt_response(409, description="Not now, or the unit has not answered yet")
    def ask(asked: Asked, case_id: str) -> dict[str, Any]:
        """Ask another unit for support; it has its own clock, the case keeps its deadline."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        return support_answer(
            desk.supports.ask(found.id, asked, worker_of(actor)), desk.clock.now()
        )

    @blueprint.post("/<case_id>/supports/<int:number>")
    @requires("officer")
    @blueprint.arguments(EndBody)
    @blueprint.response(200, TaskAnswer)
    @blueprint.alt_response(403, description="Not the unit of the task")
    @blueprint.alt_response(409, description="It has ended already")
    def end(body: dict[str, Any], case_id: str, number: int) -> dict[str, Any]:
        """Say that a task is done, send it back with a reason, or withdraw it as the lead."""
        actor = current_actor()
        found = desk.readable(case_id, actor.scope)
        support = desk.supports.end(
            found.id, number, body["ending"], body["said"], worker_of(actor)
        )
        return support_answer(support, desk.clock.now())

    return blueprint
