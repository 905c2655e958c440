"""What is asked of a case since one of its reports was corrected, with what would come of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.moving import is_of_desk
from services.intake.cases.case.steps import steps
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.questions import store
from services.intake.cases.questions.following import unit_for
from services.intake.cases.questions.question import Decision, Question, choices_of
from services.intake.desk.view import condition_choices
from services.intake.reports.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question as the page shows it."""

    question: Question
    report: Report
    case: Case
    choices: Sequence[Decision]
    """What this person may decide."""
    unit: str | None
    """Who would have the case if it changes, too."""
    conditions: Sequence[tuple[str, str]]
    """The filing conditions to choose from; none where there is nothing to choose."""


def asked_of(
    conn: Connection, desk: CaseDesk, case: Case, who: Worker, language: str
) -> Sequence[Asked]:
    """What waits for a decision, the oldest first. One statement."""
    return [
        _asked(desk, case, question, report, who, language)
        for question, report in store.of_case(conn, case.id)
    ]


def _asked(
    desk: CaseDesk, case: Case, question: Question, report: Report, who: Worker, language: str
) -> Asked:
    named = unit_for(desk.profile, case, report)
    unit = case.unit if named is None else named.unit
    # The responsible unit gives no case away by itself.
    keeps = unit != case.unit and is_of_desk(case, steps()["dispatch"], who)
    conditions = condition_choices(desk.profile, report.category.code, language)
    chooses = case.state != "received" and len(conditions) > 1
    return Asked(
        question=question,
        report=report,
        case=case,
        choices=[each for each in choices_of(case) if each != "change_case" or not keeps],
        unit=unit,
        conditions=conditions if chooses and report.category.code != case.category else (),
    )
