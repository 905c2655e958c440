"""Deciding where reports belong, with the grouping's memory kept beside the store.

The memory is a cache: it is loaded from the store by repeating the decisions recorded there, and
dropped whenever the store moves in a way it did not see.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.member_store import (
    How,
    Membership,
    memberships_of,
    needs_by_position,
)
from services.projectbank.needs.need import need_id, need_number
from services.projectbank.needs.plan import Plan
from services.projectbank.needs.report import StoredReport
from services.projectbank.needs.report_store import (
    Pending,
    followers_of,
    reports_of,
    taken_in_order,
)
from services.projectbank.needs.store import Cursor

_PAGE = 500


class Placing:
    """One holder of the grouping lease uses it, on one thread."""

    def __init__(self, rules: GroupingRules) -> None:
        self._rules = rules
        self._memory: Grouping | None = None

    def forget(self) -> None:
        """Drop the memory; the next use loads it from the store."""
        self._memory = None

    def regate(self, need: str, gate: str | None) -> None:
        """Tell the memory the broad category of a need whose members changed."""
        if self._memory is not None:
            self._memory.regate(need_number(need), gate)

    def place(
        self, conn: Connection, begun_at: Cursor, reports: Sequence[StoredReport], seq: int
    ) -> Plan:
        """Decide for reports in the given order; `seq` is where the cursor stands afterwards."""
        memory = self._loaded(conn)
        needs = self._needs_of_targets(conn, reports)
        taken: list[tuple[StoredReport, int]] = []
        joined: list[Membership] = []
        position = begun_at.position
        for report in reports:
            position += 1
            taken.append((report, position))
            for one in decide(memory, report, position, needs):
                joined.append(one)
                needs[one.report] = one.need
        for follower in self._left_behind(conn, joined, reports):
            position += 1
            taken.append((follower, position))
            joined.extend(decide(memory, follower, position, needs))
        return Plan(
            begun_at=begun_at,
            reached=Cursor(seq, position),
            taken=tuple(taken),
            joined=tuple(joined),
        )

    def _needs_of_targets(
        self, conn: Connection, reports: Sequence[StoredReport]
    ) -> dict[str, str]:
        targets = [report.joins for report in reports if report.joins is not None]
        return {report: one.need for report, one in memberships_of(conn, targets).items()}

    def _left_behind(
        self, conn: Connection, joined: Sequence[Membership], reports: Sequence[StoredReport]
    ) -> Sequence[StoredReport]:
        """Voices that were taken before the late report they follow had a need."""
        here = {report.id for report in reports}
        waiting = [
            follower
            for follower in followers_of(conn, [one.report for one in joined])
            if follower.id not in here
        ]
        settled = memberships_of(conn, [follower.id for follower in waiting])
        return [follower for follower in waiting if follower.id not in settled]

    def _loaded(self, conn: Connection) -> Grouping:
        if self._memory is None:
            self._memory = load_grouping(conn, self._rules)
        return self._memory


def decide(
    memory: Grouping,
    report: StoredReport,
    position: int,
    needs: dict[str, str],
) -> Sequence[Membership]:
    """At most one membership: none for what may not join, or follows a report without need."""
    if report.erased:
        return ()
    if report.joins is not None:
        target = needs.get(report.joins)
        if target is None:
            return ()
        memory.hear(need_number(target), report.groupable().occurred_at)
        return (_membership(report, target, position, "followed", 0),)
    if not report.may_join_a_need():
        return ()
    placed = memory.place(report.groupable())
    how: How = "founded" if placed.founded else "joined"
    return (_membership(report, need_id(placed.need), position, how, placed.overlap),)


def load_grouping(conn: Connection, rules: GroupingRules) -> Grouping:
    """The grouping's memory, by repeating every recorded decision in its order."""
    memory = Grouping(rules)
    page: list[tuple[str, str]] = []
    for _, report, need in needs_by_position(conn):
        page.append((report, need))
        if len(page) == _PAGE:
            _repeat(conn, memory, page)
            page = []
    _repeat(conn, memory, page)
    return memory


def decide_again(conn: Connection, rules: GroupingRules) -> dict[str, Membership]:
    """Where every report taken so far belongs, decided anew in the order it was taken."""
    memory = Grouping(rules)
    needs: dict[str, str] = {}
    decided: dict[str, Membership] = {}
    for position, report in taken_in_order(conn):
        for one in decide(memory, report, position, needs):
            decided[one.report] = one
            needs[one.report] = one.need
    return decided


def _repeat(conn: Connection, memory: Grouping, page: Sequence[tuple[str, str]]) -> None:
    known = reports_of(conn, [report for report, _ in page])
    for report_id, need in page:
        report = known[report_id]
        if report.joins is not None:
            memory.hear(need_number(need), report.groupable().occurred_at)
        else:
            memory.restore(report.groupable(), need_number(need))


def plan_changes(conn: Connection, begun_at: Cursor, pending: Sequence[Pending]) -> Plan | None:
    """What newer versions of grouped reports mean; none when no pending report is in a need.

    A report stays in its need unless it was erased or may no longer join one.
    """
    memberships = memberships_of(conn, [one.report.id for one in pending])
    known = [
        (one.report, memberships[one.report.id]) for one in pending if one.report.id in memberships
    ]
    if not known:
        return None
    left = [
        _membership(report, before.need, before.position, _leaving(report), 0)
        for report, before in known
        if _leaves(report)
    ]
    changed = [
        (_membership(report, before.need, before.position, "joined", before.overlap), before)
        for report, before in known
        if not _leaves(report)
    ]
    return Plan(
        begun_at=begun_at,
        reached=begun_at,
        taken=tuple((report, before.position) for report, before in known),
        left=tuple(left),
        changed=tuple(now for now, _ in changed),
        stale=bool(left) or any(now.mark != before.mark for now, before in changed),
    )


def _leaves(report: StoredReport) -> bool:
    return report.erased or (report.joins is None and not report.may_join_a_need())


def _leaving(report: StoredReport) -> How:
    return "erased" if report.erased else "left"


def _membership(
    report: StoredReport, need: str, position: int, how: How, overlap: int
) -> Membership:
    return Membership(
        report=report.id,
        need=need,
        position=position,
        how=how,
        overlap=overlap,
        mark=report.grouping_mark(),
    )
