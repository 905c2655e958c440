"""What newer versions of grouped reports mean for the needs that they are in."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from services.projectbank.needs.members.membership import How, Membership
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import memberships_of
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.reports.store import Pending
from services.projectbank.needs.store import Cursor


def plan_changes(conn: Connection, begun_at: Cursor, pending: Sequence[Pending]) -> Plan | None:
    """None when no pending report is in a need.

    A report stays in its need unless it was erased or may no longer join one.
    """
    memberships = memberships_of(conn, [one.report.id for one in pending])
    known = [
        (one.report, memberships[one.report.id]) for one in pending if one.report.id in memberships
    ]
    if not known:
        return None
    left = [
        replace(before, how=_leaving(report)) for report, before in known if _leaves(report, before)
    ]
    changed = [
        (
            replace(before, mark=report.grouping_mark(), counted=report.counting_mark()),
            before,
        )
        for report, before in known
        if not _leaves(report, before)
    ]
    return Plan(
        begun_at=begun_at,
        reached=begun_at,
        taken=tuple((report, before.position) for report, before in known),
        left=tuple(left),
        changed=tuple(now for now, _ in changed),
        recount=frozenset(now.need for now, before in changed if now.counted != before.counted),
        stale=bool(left) or any(now.mark != before.mark for now, before in changed),
    )


def _leaves(report: StoredReport, before: Membership) -> bool:
    if report.erased:
        return True
    return report.joins is None and not before.pinned and not report.may_join_a_need()


def _leaving(report: StoredReport) -> How:
    return "erased" if report.erased else "left"
