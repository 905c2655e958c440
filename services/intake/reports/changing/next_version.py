"""Keeping a later version of a report: what changed, who changed it and why, and the event."""

from datetime import datetime

from sqlalchemy import Connection

from services.contracts.catalogue import REPORT_CHANGED, REPORT_RECEIVED
from services.intake.reports import store
from services.intake.reports.report import Report
from services.intake.reports.rows import row_of
from services.runtime.outbox import Outbox

_MOMENTS = ("occurred_at", "received_at", "danger_anew_at")


def keep_next(
    conn: Connection,
    outbox: Outbox,
    before: Report,
    after: Report,
    *,
    at: datetime,
    who: str,
    why: str,
    digest: str,
) -> None:
    """Store a version over the one that the caller holds locked, and tell of it.

    `digest` is that of what was sent.
    """
    change = store.Change(
        version=after.version,
        at=at,
        who=who,
        why=why,
        before=_changed_fields(before, after),
    )
    store.replace(conn, after, digest, change)
    announce(conn, outbox, after)


def announce(conn: Connection, outbox: Outbox, report: Report) -> None:
    """Tell of a report that has its `seq`; the others are told of when they are numbered."""
    if report.seq is not None:
        event_type = REPORT_RECEIVED if report.version == 1 else REPORT_CHANGED
        outbox.put(conn, type=event_type, subject=report.id, data=report.state())


def _changed_fields(before: Report, after: Report) -> dict[str, object]:
    old, new = row_of(before), row_of(after)
    changed = {name: old[name] for name in old if old[name] != new[name] and name != "version"}
    return {
        name: value.isoformat() if name in _MOMENTS and value is not None else value
        for name, value in changed.items()
    }
