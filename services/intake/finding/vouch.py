"""Whoever typed the code that was sent to a contact is reached there: their voice counts whole."""

from sqlalchemy import Connection, select

from services.intake.cases.case import counts, membership
from services.intake.cases.case import store as case_store
from services.intake.notices.channels.port import Kind
from services.intake.reports import store
from services.intake.reports.assign import mark_verified
from services.intake.reports.tables import contacts
from services.runtime.clock import Clock
from services.runtime.outbox import Outbox

WHO = "citymend"
WHY = "the contact was verified by a code"


def vouch(conn: Connection, outbox: Outbox, report_id: str, kind: Kind, clock: Clock) -> None:
    """Mark the person of a report as verified, where the contact is what tells them apart.

    A new version of the report, told in the same transaction; said again, nothing changes.
    """
    known_by = select(contacts.c.known_by).where(contacts.c.report_id == report_id)
    if conn.execute(known_by).scalar_one_or_none() != kind:
        return
    kept = store.by_id(conn, report_id)
    case = kept.report.case if kept is not None else None
    if case is not None:
        case_store.by_id(conn, case, lock=True)
    found = membership.locked(conn, [report_id])
    if not found or found[0].erased or found[0].pseudonym_verified:
        return
    [report] = found
    mark_verified(conn, outbox, report, WHO, WHY, clock.now())
    if report.case is not None and report.case == case:
        counts.recount(conn, report.case)
