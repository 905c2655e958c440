# mypy: disallow-untyped-decorators=False
"""Who has a case, over HTTP: /api/intake/v1/cases/<id>/assignee."""

from collections.abc import Mapping
from typing import Any

from services.intake.cases.edge.answers import CaseAnswer, case_answer
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.edge.schemas import AssigneeBody
from services.intake.cases.holding.hold_case import HoldCase
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint


def holding_routes(desk: CaseDesk, holding: HoldCase) -> Blueprint:
    """The route that says who takes care of a case."""
    blueprint = Blueprint(
        "holding", __name__, url_prefix="/api/intake/v1/cases", description="Who has a case"
    )

    @blueprint.post("/<case_id>/assignee")
    @requires("officer")
    @blueprint.arguments(AssigneeBody)
    @blueprint.response(200, CaseAnswer)
    @blueprint.alt_response(409, description="Changed meanwhile, or closed")
    def assign(body: Mapping[str, Any], case_id: str) -> Mapping[str, Any]:
        """Claim a case, give it to a colleague who works for its unit and area, or give it back.

        Of two who claim one version, one wins. The assignee is named as in the history.
        """
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        after = holding.hold(found.id, body["version"], worker_of(actor), body["assignee"])
        return case_answer(after, desk.clock.now())

    return blueprint
