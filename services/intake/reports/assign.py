"""What is assigned to reports beside what they say: each change is the next version of a report,
with who and why, told of in the same transaction. The caller holds the reports locked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from services.contracts.catalogue import REPORT_CHANGED
from services.intake.reports.report import Report
from services.intake.reports.tables import report_history, reports
from services.runtime.outbox import Outbox

_THE_REPORT = reports.c.id == bindparam("report")
_CASE = (
    update(reports).where(_THE_REPORT).values(case_id=bindparam("case"), version=bindparam("next"))
)
_VERIFIED = (
    update(reports).where(_THE_REPORT).values(pseudonym_verified=True, version=bindparam("next"))
)


def assign_case(
    conn: Connection,
    outbox: Outbox,
    found: Sequence[Report],
    case_id: str | None,
    who: str,
    why: str,
    now: datetime,
) -> None:
    """Put reports into a case, or out of one."""
    after = [replace(report, case=case_id, version=report.version + 1) for report in found]
    conn.execute(
        _CASE,
        [{"report": report.id, "case": case_id, "next": report.version} for report in after],
    )
    _remember(conn, [_change(one, {"case_id": one.case}, who, why, now) for one in found])
    _tell(conn, outbox, after)


def mark_verified(
    conn: Connection, outbox: Outbox, report: Report, who: str, why: str, now: datetime
) -> None:
    """The person behind a report is reached where they said they are."""
    after = replace(report, pseudonym_verified=True, version=report.version + 1)
    conn.execute(_VERIFIED, {"report": report.id, "next": after.version})
    before = {"pseudonym_verified": report.pseudonym_verified}
    _remember(conn, [_change(report, before, who, why, now)])
    _tell(conn, outbox, [after])


def _remember(conn: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    conn.execute(insert(report_history), [dict(change) for change in changes])


def _tell(conn: Connection, outbox: Outbox, after: Sequence[Report]) -> None:
    # One that has no place in the order yet is told of when it is numbered, as it is then.
    told = [(report.id, report.state()) for report in after if report.seq is not None]
    outbox.put_all(conn, REPORT_CHANGED, told)


def _change(
    report: Report, before: Mapping[str, Any], who: str, why: str, now: datetime
) -> Mapping[str, Any]:
    return {
        "report_id": report.id,
        "version": report.version + 1,
        "at": now,
        "who": who,
        "why": why,
        "before": before,
    }
