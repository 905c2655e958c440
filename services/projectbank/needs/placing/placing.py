"""Deciding where reports belong, with the grouping's memory kept beside the store.

The memory is a cache: it is loaded from the store by repeating the decisions recorded there, and
dropped whenever the store moves in a way it did not see.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.projectbank.needs.decisions.decide import decide
from services.projectbank.needs.decisions.store import decisions_after
from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import memberships_of
from services.projectbank.needs.need import need_number
from services.projectbank.needs.placing.replay import apply_decision, load_grouping
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.reports.store import followers_of, reports_of
from services.projectbank.needs.store import Cursor


class Placing:
    """One holder of the grouping lease uses it, on one thread."""

    def __init__(self, rules: GroupingRules) -> None:
        self._rules = rules
        self._memory: Grouping | None = None
        self._position = 0
        """Up to which the memory has seen reports and decisions."""

    def forget(self) -> None:
        """Drop the memory; the next use loads it from the store."""
        self._memory = None

    def regate(self, need: str, gate: str | None) -> None:
        """Tell the memory the broad category of a need whose members changed."""
        if self._memory is not None and not self._memory.regate(need_number(need), gate):
            self.forget()

    def place(
        self, conn: Connection, begun_at: Cursor, reports: Sequence[StoredReport], seq: int
    ) -> Plan:
        """Decide for reports in the given order; `seq` is where the cursor stands afterwards."""
        memory = self._loaded(conn, begun_at.position)
        shapes = self._shapes_of_targets(conn, reports)
        taken: list[tuple[StoredReport, int]] = []
        joined: list[Membership] = []
        position = begun_at.position
        for report in reports:
            position += 1
            taken.append((report, position))
            one = decide(memory, report, position, shapes)
            if one is not None:
                joined.append(one)
                shapes[report.id] = one.shape
        for follower in self._left_behind(conn, joined, reports):
            position += 1
            taken.append((follower, position))
            one = decide(memory, follower, position, shapes)
            if one is not None:
                joined.append(one)
        self._position = position
        return Plan(
            begun_at=begun_at,
            reached=Cursor(seq, position),
            taken=tuple(taken),
            joined=tuple(joined),
        )

    def _shapes_of_targets(
        self, conn: Connection, reports: Sequence[StoredReport]
    ) -> dict[str, int]:
        targets = [report.joins for report in reports if report.joins is not None]
        return {report: one.shape for report, one in memberships_of(conn, targets).items()}

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

    def _loaded(self, conn: Connection, position: int) -> Grouping:
        if self._memory is not None and not self._catch_up(conn, self._memory, position):
            self._memory = None
        if self._memory is None:
            self._memory = load_grouping(conn, self._rules)
            self._position = position
        return self._memory

    def _catch_up(self, conn: Connection, memory: Grouping, position: int) -> bool:
        """Whether the memory knows everything up to the position, decisions made since included."""
        if position == self._position:
            return True
        made = decisions_after(conn, self._position)
        if len(made) != position - self._position:
            return False
        for decision in made:
            shapes = dict(zip(decision.reports, decision.shapes, strict=True))
            apply_decision(memory, decision, shapes, reports_of(conn, decision.reports))
        self._position = position
        return True
