"""What is new and public in some areas. Every function takes the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from services.contracts.case_events import CaseOutcome
from services.intake.cases.case.tables import case_steps, cases
from services.intake.feedback.store import finished
from services.intake.feedback.tables import report_links
from services.intake.feedback.thread import ProjectNews
from services.intake.notices.tables import ANSWERS
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports

MOST: Final = 40
"""Entries of each kind."""
_MOST_LINKED: Final = 2_000
"""Linked reports that are asked for their projects, the newest first."""
_HAND_BACK: Final = "hand_back"
_CLOSE: Final = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a case with public reports ended."""

    case: str
    version: int
    at: datetime
    outcome: CaseOutcome | None
    note: str | None
    category: str
    area: str | None
    report: str
    """One of its public reports."""


def new_reports(conn: Connection, areas: Collection[str]) -> Sequence[Report]:
    """Public ones, the latest received first; voices that joined have no words of their own."""
    query = (
        select(*REPORT)
        .where(*_public(areas), reports.c.joins.is_(None))
        .order_by(reports.c.received_at.desc(), reports.c.id.desc())
        .limit(MOST)
    )
    return [report_of(row) for row in conn.execute(query)]


def answers(conn: Connection, areas: Collection[str], until: datetime) -> Sequence[Answered]:
    """Answers given until then (a later one can still be undone), the latest first."""
    shown = (
        select(reports.c.case_id, func.min(reports.c.id).label("report"))
        .where(*_public(areas), reports.c.case_id.is_not(None))
        .group_by(reports.c.case_id)
        .subquery()
    )
    query = (
        select(case_steps, cases.c.category, cases.c.area, shown.c.report)
        .join(cases, cases.c.id == case_steps.c.case_id)
        .join(shown, shown.c.case_id == cases.c.id)
        .where(case_steps.c.step.in_(ANSWERS), case_steps.c.at <= until)
        .order_by(case_steps.c.at.desc(), case_steps.c.case_id)
        .limit(MOST)
    )
    rows = list(conn.execute(query))
    handed_back = _handed_back(conn, [row.case_id for row in rows if row.step == _CLOSE])
    return [_answered(row, _said(row, handed_back)) for row in rows]


def finished_projects(conn: Connection, areas: Collection[str]) -> Sequence[ProjectNews]:
    """Projects that are built and that public reports of the areas are linked with."""
    built = finished(conn, MOST)
    if not built:
        return []
    query = (
        select(report_links.c.projects)
        .join(reports, reports.c.id == report_links.c.report_id)
        .where(*_public(areas))
        .order_by(reports.c.received_at.desc())
        .limit(_MOST_LINKED)
    )
    linked = {project for named in conn.execute(query).scalars() for project in named}
    return [project for project in built if project.id in linked]


def _public(areas: Collection[str]) -> list[Any]:
    return [
        reports.c.audience == "public",
        reports.c.erased.is_(False),
        reports.c.area.in_(sorted(areas)),
    ]


def _handed_back(conn: Connection, case_ids: Collection[str]) -> Sequence[Row[Any]]:
    """When these cases were handed back, the latest first."""
    query = (
        select(case_steps)
        .where(case_steps.c.case_id.in_(sorted(case_ids)), case_steps.c.step == _HAND_BACK)
        .order_by(case_steps.c.version.desc())
    )
    return conn.execute(query).all() if case_ids else ()


def _said(step: Row[Any], handed_back: Sequence[Row[Any]]) -> Row[Any]:
    """The step whose words are told: a closing confirms what was said when it was handed back."""
    if step.step != _CLOSE:
        return step
    before = (
        each for each in handed_back if each.case_id == step.case_id and each.version < step.version
    )
    return next(before, step)


def _answered(row: Row[Any], said: Row[Any]) -> Answered:
    return Answered(
        case=row.case_id,
        version=row.version,
        at=row.at,
        outcome=said.outcome,
        note=said.note,
        category=row.category,
        area=row.area,
        report=row.report,
    )
