"""Deciding whether a case follows a corrected report, with the case locked: all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from services.intake.cases.case import membership
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import NOTE_LIMIT, Case, Saying, Worker
from services.intake.cases.case.moving import is_of_desk
from services.intake.cases.case.record import record
from services.intake.cases.case.refusals import MissingDetail, StepOfDesk
from services.intake.cases.case.steps import steps
from services.intake.cases.opening.open_case import OpenCase
from services.intake.cases.questions import store
from services.intake.cases.questions.following import (
    UNDER_WAY,
    condition_for,
    followed,
    limited,
    taken_from_unit,
    unit_for,
    with_unit,
)
from services.intake.cases.questions.question import Decision, Question, RadiusOf, differing
from services.intake.cases.questions.refusals import (
    CorrectedAgain,
    DecidedMeanwhile,
    NoQuestion,
    QuestionEnded,
)
from services.intake.cases.questions.replay import has_started
from services.intake.cases.taking.take_step import TakeStep
from services.intake.reports.receiving.acceptance import SENT_AGAIN
from services.intake.reports.report import Report
from services.intake.reports.tables import reports
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

OWN_CASE: Final = "taken out into case {}"
"""Why a report is in a case of its own, as its history says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What somebody decides, from the version of the report that was read."""

    decision: Decision
    version: int
    condition: str | None = None
    """The filing condition of the corrected kind, where it has several."""
    reason: str | None = None
    """For colleagues; without one, that of the correction."""


@dataclass(frozen=True, slots=True)
class DecideQuestion:
    """Use case. Safe for threads: of two who decide one question, one wins."""

    database: Database
    outbox: Outbox
    clock: Clock
    open_case: OpenCase
    take_step: TakeStep
    conditions: Callable[[str], Mapping[str, str]]
    radius_of: RadiusOf

    def decide(self, case_id: str, report_id: str, decided: Decided, who: Worker) -> Case:
        """The case that the report is in afterwards.

        Raises NoSuchCase, NoQuestion, QuestionEnded, CorrectedAgain, DecidedMeanwhile,
        MissingDetail, StepOfDesk where the unit that has the case would give it to another one.
        """
        if len(decided.reason or "") > NOTE_LIMIT:
            raise MissingDetail("reason", "length")
        number = report_id.strip().upper()

        def use(conn: Connection) -> Case:
            case = case_store.locked(conn, case_id)
            report, question = self._asked(conn, case, number, decided)
            said = replace(decided, reason=self._reason(decided, question))
            if decided.decision == "take_out":
                after = self._taken_out(conn, case, report, said, who)
            elif decided.decision == "change_case":
                after = self._changed(conn, case, report, said, who)
            else:
                after = self._kept(conn, case, report, said, who)
            store.decide(conn, question, decided.decision, who.name, self.clock.now())
            return after

        return self.database.write(use)

    def _asked(
        self, conn: Connection, case: Case, number: str, decided: Decided
    ) -> tuple[Report, Question]:
        found = membership.locked(conn, [number])
        question = store.of_report(conn, number)
        if question is None or question.case != case.id or not found:
            raise NoQuestion(number)
        if question.decided_at is not None and question.decision is not None:
            ago = self.clock.now() - question.decided_at
            raise DecidedMeanwhile(question.decided_by or "", question.decision, ago)
        if not case.is_open or found[0].case != case.id:
            raise QuestionEnded(number)
        if question.version != decided.version:
            raise CorrectedAgain(number)
        return found[0], question

    def _reason(self, decided: Decided, question: Question) -> str | None:
        """What was typed with the decision, else with the correction, without numbers."""
        typed = (decided.reason or "").strip()
        said = typed or ("" if question.why == SENT_AGAIN else question.why)
        return self.take_step.mask(said).text if said else None

    def _changed(
        self, conn: Connection, case: Case, report: Report, said: Decided, who: Worker
    ) -> Case:
        """The case with the report's kind and place, and with the unit and limit of those."""
        profile, counting = self.take_step.profile, self.take_step.counting
        unit = unit_for(profile, case, report)
        goes_on = unit is None or unit.unit == case.unit
        if not goes_on and is_of_desk(case, steps()["dispatch"], who):
            raise StepOfDesk(case.id)
        taken = case_store.history(conn, case.id)
        severity = store.gravest(conn, case.id)
        after = followed(profile, case, report, severity, self.clock.now())
        if has_started(taken):
            known = self.conditions(after.category)
            condition = condition_for(known, case, report, said.condition)
            after = limited(after, condition, known.get(condition or ""), taken, counting)
        dispatches = not goes_on and case.state in UNDER_WAY
        if dispatches:
            after = taken_from_unit(after, counting)
        elif unit is not None and not goes_on:
            after = with_unit(profile, after, unit)
        self.take_step.follow(conn, case, after, who.name, said.reason)
        self._record(conn, case, after, said, who, **_changes(case, after, report))
        self._end_others(conn, after, report.id, who)
        if unit is None or not dispatches:
            return after
        return self.take_step.take_in(
            conn, after.id, after.version, "dispatch", who, Saying(unit=unit.unit)
        )

    def _taken_out(
        self, conn: Connection, case: Case, report: Report, said: Decided, who: Worker
    ) -> Case:
        """The report's own case, with those who joined it; the other one keeps its history."""
        leaving = [report, *self._voices(conn, case, report)]
        if len(leaving) >= case.reports:
            raise MissingDetail("decision", "last_report")
        details = {"taken_out_of": case.id}
        own = self.open_case.opened(conn, leaving, report, who, OWN_CASE, details)
        total, people = membership.count(conn, case.id)
        after = replace(
            case,
            version=case.version + 1,
            reports=total,
            people=people,
            changed_at=self.clock.now(),
        )
        self._record(conn, case, after, said, who, own_case=own.id)
        return own

    def _kept(
        self, conn: Connection, case: Case, report: Report, said: Decided, who: Worker
    ) -> Case:
        after = replace(case, version=case.version + 1, changed_at=self.clock.now())
        self._record(conn, case, after, said, who, report=report.id)
        return after

    def _record(
        self,
        conn: Connection,
        before: Case,
        after: Case,
        said: Decided,
        who: Worker,
        **details: Any,
    ) -> None:
        record(
            conn,
            self.outbox,
            before,
            after,
            said.decision,
            who.name,
            reason=said.reason,
            **details,
        )

    def _voices(self, conn: Connection, case: Case, report: Report) -> Sequence[Report]:
        """Those who joined the report, locked; they go where it goes."""
        numbers = conn.execute(
            select(reports.c.id).where(reports.c.joins == report.id, reports.c.case_id == case.id)
        ).scalars()
        return membership.locked(conn, list(numbers))

    def _end_others(self, conn: Connection, case: Case, report_id: str, who: Worker) -> None:
        """What was asked about other reports that are no other than the case now."""
        for question, report in store.of_case(conn, case.id):
            agrees = not differing(report, case, question.about, self.radius_of)
            if agrees and report.id != report_id:
                store.decide(conn, question, "change_case", who.name, case.changed_at)


def _changes(before: Case, after: Case, report: Report) -> dict[str, Any]:
    """What the history says of the change; `clock` is read again when it is replayed."""
    resumes = before.clock.running_since is None and before.state != after.state
    pairs = {
        "category": (before.category, after.category),
        "area": (before.area, after.area),
        "limit": (before.clock.limit, after.clock.limit),
        "unit": (before.unit, after.unit),
    }
    found: dict[str, Any] = {"report": report.id}
    for name, (was, now) in pairs.items():
        if was != now:
            found |= {f"{name}_before": was, name: now}
    if after.condition is not None:
        found["condition"] = after.condition
    return {**found, **({"clock": "resume"} if resumes else {})}
