# mypy: disallow-untyped-decorators=False
"""Cases over HTTP: /api/intake/v1/cases, for officers, each within what they work for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response
from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases import listing, store
from services.intake.cases.answers import (
    CaseAnswer,
    CaseListAnswer,
    WholeCaseAnswer,
    case_answer,
    page_answer,
    whole_answer,
)
from services.intake.cases.appeal.answers import appeal_answer
from services.intake.cases.appeal.review_appeal import ReviewAppeal
from services.intake.cases.case import Case, Worker
from services.intake.cases.inbox.handle_bundle import HandleBundle
from services.intake.cases.inbox.inbox import ReadInbox
from services.intake.cases.listing import WantedCases
from services.intake.cases.opening import membership
from services.intake.cases.opening.dispatching import proposals
from services.intake.cases.opening.join_case import JoinCase
from services.intake.cases.opening.open_case import OpenCase
from services.intake.cases.questions import store as question_store
from services.intake.cases.questions.answers import question_answer
from services.intake.cases.questions.decide import DecideQuestion
from services.intake.cases.refusals import NoSuchCase
from services.intake.cases.schemas import AskedStep, CaseQuery, ReportsBody, StepBody
from services.intake.cases.splitting.split_report import SplitReport
from services.intake.cases.store import Taken
from services.intake.cases.supporting import store as support_store
from services.intake.cases.supporting.answers import support_answer
from services.intake.cases.supporting.ask_support import AskSupport
from services.intake.cases.take_step import TakeStep
from services.intake.reports.in_scope import lies_in_scope
from services.intake.reports.report import Report
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Actor, Scope, current_actor, requires
from services.runtime.web.blueprint import Blueprint

_MEMBERS = 200


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What the routes and pages of cases need."""

    open_case: OpenCase
    take_step: TakeStep
    join_case: JoinCase
    handle_bundle: HandleBundle
    inbox: ReadInbox
    supports: AskSupport
    appeals: ReviewAppeal
    splitting: SplitReport
    questions: DecideQuestion
    database: Database
    profile: Profile
    conditions: Callable[[str], Mapping[str, str]]
    clock: Clock

    def seen(self, case_id: str, scope: Scope) -> Case:
        """The case when it lies within the scope. Raises NoSuchCase."""
        case = self.database.read(lambda conn: store.by_id(conn, case_id.upper()))
        if case is None or not within(case, scope):
            raise NoSuchCase(case_id)
        return case

    def readable(self, case_id: str, scope: Scope) -> Case:
        """The same, also for who works for a supporting unit of the case: to read it and to
        answer, not to take its steps. Raises NoSuchCase."""

        def found(conn: Connection) -> Case | None:
            case = store.by_id(conn, case_id.upper())
            if case is None or within(case, scope):
                return case
            asked = {each.unit for each in support_store.of_case(conn, case.id)}
            inside = lies_in_scope(case.area_path, scope) and not asked.isdisjoint(scope.units)
            return case if inside else None

        case = self.database.read(found)
        if case is None:
            raise NoSuchCase(case_id)
        return case

    def parts(self, case: Case) -> tuple[Sequence[Taken], Sequence[Report]]:
        """The steps of a case, oldest first, and its first reports that say something."""
        return self.database.read(
            lambda conn: (
                store.history(conn, case.id),
                membership.members(conn, case.id, _MEMBERS, voices=False),
            )
        )

    def whole(self, case: Case) -> dict[str, Any]:
        """The case with its history, its reports and what may be done next."""
        taken, reports = self.parts(case)
        members = [report.id for report in reports]
        named = proposals(self.profile, case.category, case.area)
        conditions = dict(self.conditions(case.category))
        supports = self.database.read(lambda conn: support_store.of_case(conn, case.id))
        now = self.clock.now()
        return {
            **whole_answer(case, taken, members, named, conditions, now),
            "supports": [support_answer(each, now) for each in supports],
            "appeals": [appeal_answer(each) for each in self.appeals.of_case(case.id)],
            "questions": self._asked_of(case),
        }

    def _asked_of(self, case: Case) -> list[dict[str, Any]]:
        asked = self.database.read(lambda conn: question_store.of_case(conn, case.id))
        return [
            question_answer(
                question, report, case, self.profile, dict(self.conditions(report.category.code))
            )
            for question, report in asked
        ]

    def narrowed(self, wanted: WantedCases, area: str | None, scope: Scope) -> WantedCases:
        """The wish, within what the asker works for; what has no area is part of it unless an
        area is asked for."""
        areas = None if area is None else self._below((area,))
        if scope.areas:
            own = self._below(scope.areas)
            areas = own if areas is None else tuple(set(areas) & set(own))
        units = wanted.units
        if scope.units:
            units = scope.units if units is None else tuple(set(units) & set(scope.units))
        return replace(wanted, areas=areas, unplaced=area is None, units=units)

    def _below(self, areas: tuple[str, ...]) -> tuple[str, ...]:
        inside = [
            code
            for code in self.profile.areas
            if not set(self.profile.area_path(code)).isdisjoint(areas)
        ]
        return tuple(inside) or areas


def within(case: Case, scope: Scope) -> bool:
    """Whether somebody with this scope works on such a case.

    Who works for a unit sees what lies with that unit; who works for areas, what lies there, and
    what has no area: it comes from the inbox, where it is everybody's. What was passed up the unit
    above sees, too.
    """
    here = lies_in_scope(case.area_path, scope)
    passed_up = case.escalated is not None and scope.holds_unit(case.escalated)
    return here and (scope.holds_unit(case.unit) or passed_up)


def worker_of(actor: Actor) -> Worker:
    """The person of this request, as colleagues and the history know them."""
    scope = actor.scope
    name = f"{actor.role} {actor.name}"[:200]
    return Worker(name=name, units=scope.units, areas=scope.areas)


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
