"""Who spoke for a report. Every function takes the caller's transaction."""

from sqlalchemy import Connection, or_, select, update

from services.intake.cases.opening import membership
from services.intake.cases.tables import cases
from services.intake.reports.tables import contacts, reports


def has_spoken(conn: Connection, report_id: str, pseudonym: str) -> bool:
    """Whether this person made the report or joined it."""
    query = (
        select(reports.c.id)
        .join(contacts, contacts.c.report_id == reports.c.id)
        .where(
            contacts.c.pseudonym == pseudonym,
            or_(reports.c.id == report_id, reports.c.joins == report_id),
        )
        .limit(1)
    )
    return conn.execute(query).one_or_none() is not None


def recount(conn: Connection, case_id: str) -> None:
    """Write how many reports and people the locked case has, at the version it has.

    The sweep tells of it.
    """
    count, people = membership.count(conn, case_id)
    counted = {"reports": count, "people": people, "untold": True}
    conn.execute(update(cases).where(cases.c.id == case_id).values(**counted))
