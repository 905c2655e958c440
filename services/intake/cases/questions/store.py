"""Storing what is asked of cases. Every function takes the caller's transaction."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from services.intake.cases.case.tables import cases
from services.intake.cases.questions.question import Decision, Question
from services.intake.cases.questions.tables import case_questions
from services.intake.cases.questions.waiting import is_waiting
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.runtime.database import upsert


def keep(conn: Connection, question: Question) -> None:
    """Keep it in place of the last one that was asked about the report."""
    row = {**asdict(question), "about": list(question.about)}
    row["report_id"], row["case_id"] = row.pop("report"), row.pop("case")
    upsert(conn, case_questions, [row], key=["report_id"])


def drop(conn: Connection, report_id: str) -> None:
    conn.execute(delete(case_questions).where(case_questions.c.report_id == report_id))


def decide(
    conn: Connection, question: Question, decision: Decision, who: str, at: datetime
) -> Question:
    """The question with who decided it, and how."""
    decided = replace(question, decision=decision, decided_by=who, decided_at=at)
    conn.execute(
        update(case_questions)
        .where(case_questions.c.report_id == question.report)
        .values(decision=decision, decided_by=who, decided_at=at)
    )
    return decided


def of_report(conn: Connection, report_id: str) -> Question | None:
    """The last one asked about a report, decided or not."""
    query = select(case_questions).where(case_questions.c.report_id == report_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _question(row)


def of_case(conn: Connection, case_id: str) -> Sequence[tuple[Question, Report]]:
    """What waits for a decision of a case, the oldest first, each with its report."""
    rows = conn.execute(
        select(*REPORT, *AS_QUESTION)
        .join(case_questions, case_questions.c.report_id == reports.c.id)
        .join(cases, cases.c.id == case_questions.c.case_id)
        .where(cases.c.id == case_id, *is_waiting())
        .order_by(case_questions.c.asked_at, case_questions.c.report_id)
    )
    return [(labelled(row), report_of(row)) for row in rows]


def gravest(conn: Connection, case_id: str) -> int:
    """The severity of the gravest report of a case."""
    query = select(func.coalesce(func.max(reports.c.severity), 0))
    found: int = conn.execute(query.where(reports.c.case_id == case_id)).scalar_one()
    return found


AS_QUESTION = [column.label(f"asked_{column.name}") for column in case_questions.c]
"""What to select beside other columns so that `labelled` understands the row."""


def labelled(row: Row[Any]) -> Question:
    said = {column.name: getattr(row, f"asked_{column.name}") for column in case_questions.c}
    return _built(said)


def _question(row: Row[Any]) -> Question:
    return _built(row._asdict())


def _built(said: dict[str, Any]) -> Question:
    report, case = said.pop("report_id"), said.pop("case_id")
    return Question(report=report, case=case, **{**said, "about": tuple(said["about"])})
