"""What the routes and pages of cases have in common: the use cases, and what of a case is seen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases.appeal.answers import appeal_answer
from services.intake.cases.appeal.review_appeal import ReviewAppeal
from services.intake.cases.case import membership, store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.dispatching import proposals
from services.intake.cases.case.refusals import NoSuchCase
from services.intake.cases.case.store import Taken
from services.intake.cases.case.within import within
from services.intake.cases.edge.answers import (
    whole_answer,
)
from services.intake.cases.inbox.handle_bundle import HandleBundle
from services.intake.cases.inbox.inbox import ReadInbox
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.opening.join_case import JoinCase
from services.intake.cases.opening.open_case import OpenCase
from services.intake.cases.questions import store as question_store
from services.intake.cases.questions.answers import question_answer
from services.intake.cases.questions.decide import DecideQuestion
from services.intake.cases.splitting.split_report import SplitReport
from services.intake.cases.supporting import store as support_store
from services.intake.cases.supporting.answers import support_answer
from services.intake.cases.supporting.ask_support import AskSupport
from services.intake.cases.taking.take_step import TakeStep
from services.intake.reports.in_scope import lies_in_scope
from services.intake.reports.report import Report
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Actor, Scope

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


def worker_of(actor: Actor) -> Worker:
    """The person of this request, as colleagues and the history know them."""
    scope = actor.scope
    name = f"{actor.role} {actor.name}"[:200]
    return Worker(name=name, units=scope.units, areas=scope.areas)
