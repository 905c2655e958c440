"""Repeating what was decided, in its order: the grouping's memory after a restart, the needs anew.

Reports and planners' decisions share one order of positions. At each decision the named reports
are where everything before it had put them, whoever decides: the store or the grouping anew.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from services.projectbank.needs.decisions.decide import decide
from services.projectbank.needs.decisions.decision import Decision
from services.projectbank.needs.decisions.store import decisions_after
from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.members.store import members_by_position
from services.projectbank.needs.need import need_id, need_number
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.reports.store import reports_of, taken_in_order

_PAGE = 500


def apply_decision(
    memory: Grouping,
    decision: Decision,
    shapes: Mapping[str, int],
    known: Mapping[str, StoredReport],
) -> Sequence[str]:
    """Do to the memory what the decision says; the reports that are elsewhere now.

    `shapes` tells where its reports are, those that are anywhere, and `known` what they say.
    """
    if decision.kind == "merge" and decision.other is not None:
        memory.merge(need_number(decision.need), need_number(decision.other))
    if decision.kind not in ("split", "move", "pin"):
        return ()
    target = need_number(decision.target)
    moved = [
        report
        for report in decision.reports
        if report in shapes
        and not (decision.kind == "pin" and memory.need_of(shapes[report]) == target)
    ]
    if not moved:
        return ()
    spoken = [
        (known[report].groupable(), shapes[report])
        for report in moved
        if known[report].joins is None
    ]
    memory.set_apart(spoken, decision.shape, target)
    for report in moved:
        if known[report].joins is not None:
            memory.hear(decision.shape, known[report].groupable().occurred_at)
    return moved


def load_grouping(conn: Connection, rules: GroupingRules) -> Grouping:
    """The grouping's memory, by repeating every recorded decision in its order."""
    loading = _Loading(conn, rules)
    page: list[Membership] = []
    for member in members_by_position(conn):
        if loading.is_due(member.position) or len(page) == _PAGE:
            loading.repeat(page)
            page = []
            loading.catch_up(member.position)
        page.append(member)
    loading.repeat(page)
    loading.catch_up(None)
    return loading.memory


class _Due:
    """Decisions in order, as positions pass."""

    def __init__(self, conn: Connection, decisions: Iterable[Decision]) -> None:
        self._conn = conn
        self._waiting = deque(decisions)
        self.named = frozenset(report for one in self._waiting for report in one.reports)
        self.pinned = frozenset(
            report for one in self._waiting if one.kind == "pin" for report in one.reports
        )

    def is_due(self, position: int) -> bool:
        return bool(self._waiting) and self._waiting[0].position < position

    def apply(self, memory: Grouping, shapes: dict[str, int], before: int | None) -> None:
        """Every decision before the position, or all that are left."""
        while self._waiting and (before is None or self._waiting[0].position < before):
            decision = self._waiting.popleft()
            known = reports_of(self._conn, decision.reports)
            for report in apply_decision(memory, decision, shapes, known):
                shapes[report] = decision.shape


class _Loading:
    def __init__(self, conn: Connection, rules: GroupingRules) -> None:
        self.memory = Grouping(rules)
        self._conn = conn
        self._due = _Due(conn, decisions_after(conn, 0))
        self._shapes: dict[str, int] = {}
        self.is_due = self._due.is_due

    def repeat(self, page: Sequence[Membership]) -> None:
        known = reports_of(self._conn, [one.report for one in page])
        for one in page:
            report = known[one.report]
            if report.joins is not None:
                self.memory.hear(one.placed_in, report.groupable().occurred_at)
            else:
                self.memory.restore(report.groupable(), one.placed_in)
            if one.report in self._due.named:
                self._shapes[one.report] = one.placed_in

    def catch_up(self, before: int | None) -> None:
        self._due.apply(self.memory, self._shapes, before)


def decide_again(conn: Connection, rules: GroupingRules) -> dict[str, Membership]:
    """Where every report taken so far belongs, decided anew in the order it was taken."""
    memory, due = Grouping(rules), _Due(conn, decisions_after(conn, 0))
    shapes: dict[str, int] = {}
    decided: dict[str, Membership] = {}
    for position, report in taken_in_order(conn):
        if due.is_due(position):
            due.apply(memory, shapes, position)
        one = decide(memory, report, position, shapes, pinned=report.id in due.pinned)
        if one is not None:
            decided[report.id] = one
            shapes[report.id] = one.placed_in
    due.apply(memory, shapes, None)
    return {
        report: replace(
            one,
            need=need_id(memory.need_of(shapes[report])),
            shape=shapes[report],
            pinned=report in due.pinned,
        )
        for report, one in decided.items()
    }
