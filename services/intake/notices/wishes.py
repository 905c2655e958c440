"""What the person behind a report wants to be told of."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

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
