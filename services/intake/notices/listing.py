"""The newest notices, for the staff."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from services.intake.cases.listing import WantedCases, conditions
from services.intake.cases.tables import case_steps, cases
from services.intake.notices.tables import notices


def newest(conn: Connection, limit: int, wanted: WantedCases, now: datetime) -> list[Row[Any]]:
    """Of wanted cases: case_id, report_id, at, the step and its note, and how it was sent."""
    query = (
        select(
            notices.c.case_id,
            notices.c.report_id,
            notices.c.at,
            case_steps.c.step,
            case_steps.c.note,
            notices.c.delivery,
            notices.c.trouble,
        )
        .join(
            case_steps,
            (case_steps.c.case_id == notices.c.case_id)
            & (case_steps.c.version == notices.c.version),
        )
        .join(cases, cases.c.id == notices.c.case_id)
        .where(*conditions(wanted, now))
        .order_by(notices.c.at.desc(), notices.c.case_id, notices.c.person)
        .limit(limit)
    )
    return list(conn.execute(query))
