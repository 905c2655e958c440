# mypy: disallow-untyped-decorators=False
"""The day by which a case is dealt with, over HTTP: /api/intake/v1/cases/<id>/due-day."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from services.intake.cases.case.case import NOTE_LIMIT
from services.intake.cases.edge.answers import CaseAnswer, case_answer
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.taking.set_due_day import SetDueDay
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Count, Text


class DueDayBody(Body):
    """The day, and why that one."""

    version = Count(low=1, high=1_000_000, required=True)
    due_on = fields.Date(
        required=True, metadata={"description": "Today or later, at most a year ahead."}
    )
    reason = Text(at_most=NOTE_LIMIT, required=True)


def due_day_routes(desk: CaseDesk, setting: SetDueDay) -> Blueprint:
    """The route that sets the day of a case without a limit."""
    blueprint = Blueprint(
        "due_day", __name__, url_prefix="/api/intake/v1/cases", description="When a case is due"
    )

    @blueprint.post("/<case_id>/due-day")
    @requires("officer")
    @blueprint.arguments(DueDayBody)
    @blueprint.response(200, CaseAnswer)
    @blueprint.alt_response(403, description="The case is another unit's")
    @blueprint.alt_response(409, description="Changed meanwhile, closed, or limited already")
    def set_day(body: Mapping[str, Any], case_id: str) -> Mapping[str, Any]:
        """Set the day by which a case is dealt with for which the profile has no limit.

        It is due at the end of that day, in the district's time zone.
        """
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        after = setting.set(
            found.id, body["version"], worker_of(actor), body["due_on"], body["reason"]
        )
        return case_answer(after, desk.clock.now())

    return blueprint
