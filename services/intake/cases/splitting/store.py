"""Storing which report is a part of which. Every function takes the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from services.intake.cases.splitting.tables import report_parts
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part and the token of its page, for the page of the report it was taken from."""

    report: Report
    tracking_token: str


def add(conn: Connection, parent: str, children: Sequence[str], who: str, now: datetime) -> None:
    rows = [{"child_id": child, "parent_id": parent, "at": now, "who": who} for child in children]
    conn.execute(insert(report_parts), rows)


def is_split(conn: Connection, report_id: str) -> bool:
    query = select(report_parts.c.child_id).where(report_parts.c.parent_id == report_id)
    return conn.execute(query.limit(1)).first() is not None


def is_part(conn: Connection, report_id: str) -> bool:
    query = select(report_parts.c.parent_id).where(report_parts.c.child_id == report_id)
    return conn.execute(query).first() is not None


def parts_of(conn: Connection, report_id: str) -> Sequence[KeptPart]:
    """The parts of a report, in order of their number; none when it was not split."""
    rows = conn.execute(
        select(*REPORT, reports.c.tracking_token)
        .join(report_parts, report_parts.c.child_id == reports.c.id)
        .where(report_parts.c.parent_id == report_id)
        .order_by(reports.c.id)
    )
    return [KeptPart(report_of(row), row[-1]) for row in rows]
