"""What officers decided of reports: category and place. Categories are read again as lessons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, false, select

from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT, Kept, by_id
from services.intake.reports.suggesting.pairs import Lesson
from services.intake.reports.tables import corrections, relocations, reports
from services.runtime.database import upsert

MOST_LESSONS = 5_000
"""The newest corrections; older ones have become keywords or never will."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What an officer says a report is about, and why."""

    category: str
    why: str


def locked(conn: Connection, report_id: str) -> Kept | None:
    """The report, locked until the transaction ends."""
    conn.execute(select(reports.c.id).where(reports.c.id == report_id).with_for_update())
    return by_id(conn, report_id)


def note(conn: Connection, report_id: str, at: datetime) -> None:
    """Remember that the report's category is an officer's, so that its words teach."""
    upsert(conn, corrections, [{"report_id": report_id, "at": at}], key=["report_id"])


def note_place(conn: Connection, report_id: str, at: datetime) -> None:
    """Remember that the report's place is an officer's, so that a table sent again keeps it."""
    upsert(conn, relocations, [{"report_id": report_id, "at": at}], key=["report_id"])


def placed_by_officer(conn: Connection, report_id: str) -> bool:
    query = select(relocations.c.report_id).where(relocations.c.report_id == report_id)
    return conn.execute(query).one_or_none() is not None


def lessons(conn: Connection) -> Sequence[Lesson]:
    """What the newest corrections teach; an erased report teaches nothing."""
    rows = conn.execute(
        select(*REPORT)
        .join(corrections, corrections.c.report_id == reports.c.id)
        .where(reports.c.erased == false(), reports.c.category_decided_by == "officer")
        .order_by(corrections.c.at.desc(), reports.c.id)
        .limit(MOST_LESSONS)
    )
    return [Lesson(found.subject, found.category.code) for found in map(report_of, rows)]
