"""Whoever typed the code that was sent to a contact is reached there: their voice counts whole."""

from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from services.contracts.catalogue import REPORT_CHANGED
from services.intake.cases import store as case_store
from services.intake.cases.opening import membership
from services.intake.feedback import voices
from services.intake.notices.channels.port import Kind
from services.intake.reports import store
from services.intake.reports.tables import contacts, report_history, reports
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
    after = replace(report, pseudonym_verified=True, version=report.version + 1)
    verified = {"pseudonym_verified": True, "version": after.version}
    conn.execute(update(reports).where(reports.c.id == report_id).values(**verified))
    change = {
        "report_id": report_id,
        "version": after.version,
        "at": clock.now(),
        "who": WHO,
        "why": WHY,
        "before": {"pseudonym_verified": False},
    }
    conn.execute(insert(report_history), [change])
    if after.seq is not None:
        outbox.put_all(conn, REPORT_CHANGED, [(after.id, after.state())])
    if after.case is not None and after.case == case:
        voices.recount(conn, after.case)
