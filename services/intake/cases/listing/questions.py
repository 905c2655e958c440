"""Questions of wanted cases that wait for a decision, the oldest first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from services.intake.cases.case.case import Case
from services.intake.cases.case.store import case_of
from services.intake.cases.case.tables import cases
from services.intake.cases.listing.listing import WantedCases, conditions
from services.intake.cases.questions.question import Question
from services.intake.cases.questions.store import AS_QUESTION, labelled
from services.intake.cases.questions.tables import case_questions
from services.intake.cases.questions.waiting import is_waiting
from services.intake.reports.tables import reports


def waiting(
    conn: Connection, wanted: WantedCases, now: datetime, most: int
) -> Sequence[tuple[Case, Question]]:
    """What waits for a decision of wanted cases, the oldest first."""
    rows = conn.execute(
        select(cases, *AS_QUESTION)
        .join(case_questions, case_questions.c.case_id == cases.c.id)
        .join(reports, reports.c.id == case_questions.c.report_id)
        .where(*conditions(wanted, now), *is_waiting())
        .order_by(case_questions.c.asked_at, case_questions.c.report_id)
        .limit(most)
    )
    return [(case_of(row), labelled(row)) for row in rows]


def count_waiting(conn: Connection, wanted: WantedCases, now: datetime) -> int:
    """How many wait for a decision of wanted cases."""
    query = (
        select(func.count())
        .select_from(case_questions)
        .join(cases, cases.c.id == case_questions.c.case_id)
        .join(reports, reports.c.id == case_questions.c.report_id)
        .where(*conditions(wanted, now), *is_waiting())
    )
    found: int = conn.execute(query).scalar_one()
    return found
