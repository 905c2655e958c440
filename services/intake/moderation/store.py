"""Keeping judgements and reading them again. Every function takes the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, insert, select

from services.intake.moderation.judgement import Judgement, Kind
from services.intake.moderation.tables import judgements
from services.intake.reports.audience import Verdict


def add(conn: Connection, kind: Kind, subject: str, judgement: Judgement) -> None:
    """The caller holds what is judged locked, so that no number is given twice."""
    conn.execute(
        insert(judgements).values(
            kind=kind,
            subject=subject,
            number=judgement.number,
            verdict=judgement.verdict,
            at=judgement.at,
            who=judgement.who,
            why=judgement.why,
            about=judgement.about,
        )
    )


def history(conn: Connection, kind: Kind, subject: str) -> Sequence[Judgement]:
    """What was decided about it, oldest first."""
    rows = conn.execute(
        select(judgements)
        .where(judgements.c.kind == kind, judgements.c.subject == subject)
        .order_by(judgements.c.number)
    )
    return [_judgement(row) for row in rows]


def verdict_on(conn: Connection, report_id: str, digest: str) -> Verdict | None:
    """The last word on a report that says what this digest is of; none when nobody spoke."""
    query = (
        select(judgements.c.verdict, judgements.c.about)
        .where(judgements.c.kind == "report", judgements.c.subject == report_id)
        .order_by(judgements.c.number.desc())
        .limit(1)
    )
    last = conn.execute(query).one_or_none()
    return last.verdict if last is not None and last.about == digest else None


def count_of(kind: Kind, subject: ColumnElement[str]) -> ScalarSelect[int]:
    """How many judgements there are of the row that a query looks at."""
    return (
        select(func.count())
        .select_from(judgements)
        .where(judgements.c.kind == kind, judgements.c.subject == subject)
        .scalar_subquery()
    )


def _judgement(row: Any) -> Judgement:
    return Judgement(
        number=row.number,
        verdict=row.verdict,
        at=row.at,
        who=row.who,
        why=row.why,
        about=row.about,
    )
