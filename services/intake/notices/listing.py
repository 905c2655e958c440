"""The newest notices, for the staff."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from services.contracts.profile.model import Profile
from services.intake.cases.case.tables import case_steps, cases
from services.intake.cases.listing.listing import WantedCases, conditions
from services.intake.notices.channels.tables import mailbox
from services.intake.notices.tables import Delivery, notices
from services.intake.reports.place.within import lies_within
from services.intake.reports.tables import reports
from services.runtime.identity.access import Scope


def newest(
    conn: Connection, limit: int, wanted: WantedCases, now: datetime, only: str | None = None
) -> list[Row[Any]]:
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
        .where(*conditions(wanted, now), *([notices.c.delivery == only] if only else []))
        .order_by(notices.c.at.desc(), notices.c.case_id, notices.c.person)
        .limit(limit)
    )
    return list(conn.execute(query))


def count(conn: Connection, wanted: WantedCases, now: datetime) -> dict[Delivery, int]:
    """How many notices of wanted cases there are, by what became of them."""
    query = (
        select(notices.c.delivery, func.count().label("number"))
        .join(cases, cases.c.id == notices.c.case_id)
        .where(*conditions(wanted, now))
        .group_by(notices.c.delivery)
    )
    return {row.delivery: row.number for row in conn.execute(query)}


def letters(conn: Connection, limit: int, profile: Profile, scope: Scope) -> list[Row[Any]]:
    """The newest messages of the mailbox within a scope: report_id, at, subject, text.

    Who works for units reads those about cases that lie with them.
    """
    theirs = [cases.c.unit.in_(scope.units)] if scope.units else []
    query = (
        select(
            mailbox.c.report_id,
            mailbox.c.at,
            mailbox.c.subject,
            mailbox.c.text,
        )
        .join(reports, reports.c.id == mailbox.c.report_id)
        .join(cases, cases.c.id == reports.c.case_id, isouter=True)
        .where(reports.c.erased.is_(False), *lies_within(reports.c.area, profile, scope), *theirs)
        .order_by(mailbox.c.at.desc(), mailbox.c.id)
        .limit(limit)
    )
    return list(conn.execute(query))
