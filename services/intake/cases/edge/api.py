# mypy: disallow-untyped-decorators=False
"""Cases over HTTP: /api/intake/v1/cases, for officers, each within what they work for."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from services.intake.cases.edge.answers import (
    CaseAnswer,
    CaseListAnswer,
    WholeCaseAnswer,
    case_answer,
    page_answer,
)
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.edge.schemas import AskedStep, CaseQuery, ReportsBody, StepBody
from services.intake.cases.listing import listing
from services.intake.cases.listing.listing import WantedCases
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint


def case_routes(desk: CaseDesk) -> Blueprint:
    """The routes of cases."""
    blueprint = Blueprint(
        "cases", __name__, url_prefix="/api/intake/v1/cases", description="What must be handled"
    )
    _add_reading(blueprint, desk)
    _add_writing(blueprint, desk)
    return blueprint


def _add_reading(blueprint: Blueprint, desk: CaseDesk) -> None:
    @blueprint.get("")
    @requires("officer")
    @blueprint.arguments(CaseQuery, location="query")
    @blueprint.response(200, CaseListAnswer)
    def list_cases(query: tuple[WantedCases, str | None]) -> Mapping[str, Any]:
        """Cases, the most pressing first: by danger, then by the next deadline."""
        wanted = desk.narrowed(*query, current_actor().scope)
        now = desk.clock.now()
        return page_answer(desk.database.read(lambda conn: listing.find(conn, wanted, now)), now)

    @blueprint.get("/<case_id>")
    @requires("officer")
    @blueprint.response(200, WholeCaseAnswer)
    def get_case(case_id: str) -> Mapping[str, Any]:
        """One case with its history, and the steps that may be taken now."""
        return desk.whole(desk.readable(case_id, current_actor().scope))


def _add_writing(blueprint: Blueprint, desk: CaseDesk) -> None:
    @blueprint.post("")
    @requires("officer")
    @blueprint.arguments(ReportsBody)
    @blueprint.response(201, CaseAnswer)
    @blueprint.alt_response(409, description="A report belongs to another case")
    def open_case(body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Open a case from reports that are one problem."""
        case = desk.open_case.open(body["reports"], worker_of(current_actor()))
        return case_answer(case, desk.clock.now())

    @blueprint.post("/<case_id>/steps")
    @requires("officer")
    @blueprint.arguments(StepBody)
    @blueprint.response(200, CaseAnswer)
    @blueprint.alt_response(403, description="This step is not for this person")
    @blueprint.alt_response(409, description="Changed meanwhile, or no such step from here")
    def take_step(asked: AskedStep, case_id: str) -> Mapping[str, Any]:
        """Take one step. Of two people who act on one version, one wins."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        after = desk.take_step.take(
            found.id, asked.version, asked.code, worker_of(actor), asked.said
        )
        return case_answer(after, desk.clock.now())

    @blueprint.post("/<case_id>/reports")
    @requires("officer")
    @blueprint.arguments(ReportsBody)
    @blueprint.response(200, CaseAnswer)
    @blueprint.alt_response(409, description="A report belongs to another case")
    def link(body: Mapping[str, Any], case_id: str) -> Mapping[str, Any]:
        """Link reports that tell of the same problem."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        after = desk.join_case.link(found.id, body["reports"], worker_of(actor))
        return case_answer(after, desk.clock.now())

    @blueprint.delete("/<case_id>/reports/<report_id>")
    @requires("officer")
    @blueprint.response(204)
    def unlink(case_id: str, report_id: str) -> Response:
        """Take a report out of the case again."""
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        desk.join_case.unlink(found.id, report_id, worker_of(actor))
        return Response(status=204)
