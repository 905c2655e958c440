"""What the person behind a report wants to be told of."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select, update

from services.intake.reports.report import Notify
from services.intake.reports.tables import contacts, reports


@dataclass(frozen=True, slots=True)
class Wish:
    """One person's wish for one report."""

    notify: Notify
    by_email: bool
    by_phone: bool


def wish_of(conn: Connection, report_id: str) -> Wish | None:
    """None where there is no address to tell anything to, or the report was erased."""
    query = (
        select(contacts.c.notify, contacts.c.email, contacts.c.phone)
        .join(reports, reports.c.id == contacts.c.report_id)
        .where(contacts.c.report_id == report_id, reports.c.erased.is_(False))
    )
    row = conn.execute(query).one_or_none()
    if row is None or not (row.email or row.phone):
        return None
    return Wish(row.notify or "stages", bool(row.email), bool(row.phone))


def wish(conn: Connection, report_id: str, notify: Notify) -> None:
    """Keep it for this report and for all that the same person has in the same case: they are
    told once, so one word of theirs must be enough."""
    mine = (
        select(reports.c.case_id, func.coalesce(reports.c.pseudonym, reports.c.id).label("person"))
        .where(reports.c.id == report_id)
        .subquery()
    )
    same = select(reports.c.id).where(
        reports.c.case_id == select(mine.c.case_id).scalar_subquery(),
        func.coalesce(reports.c.pseudonym, reports.c.id) == select(mine.c.person).scalar_subquery(),
    )
    conn.execute(
        update(contacts)
        .where(or_(contacts.c.report_id == report_id, contacts.c.report_id.in_(same)))
        .values(notify=notify)
    )
