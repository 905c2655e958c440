"""Building the needs anew from the stored reports and the log of planners' decisions.

Undisturbed by corrections, it ends with the same needs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import (
    add_members,
    count_members,
    members_by_position,
    remove_members,
)
from services.projectbank.needs.placing.group import GroupingJob, Overtaken
from services.projectbank.needs.placing.replay import decide_again
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.needs.store import Cursor, load_cursor, lock_grouping, need_ids_in_order
from services.runtime.database import Database
from services.runtime.lease import Lease

_NEEDS_AT_ONCE = 100
_TRIES = 5


class GroupingElsewhere(Exception):
    """Another process holds the grouping's lease; the needs cannot be rebuilt beside it."""


@dataclass(frozen=True, slots=True)
class Regrouped:
    reports: int
    """Reports that belong to a need."""
    moved: int
    """Of them, those that belong elsewhere now: corrections since they were first grouped."""
    needs: int


@dataclass(frozen=True, slots=True)
class _Moves:
    at: Cursor
    left: tuple[Membership, ...]
    joined: tuple[Membership, ...]
    moved: int


class Regroup:
    """Repeats every decision in the order in which reports were first taken.

    Needs and candidates keep their ids, because they are numbered by founding reports.
    """

    def __init__(
        self,
        *,
        database: Database,
        lease: Lease,
        job: GroupingJob,
        settle: Settle,
        rules: GroupingRules,
    ) -> None:
        self._database = database
        self._lease = lease
        self._job = job
        self._settle = settle
        self._rules = rules

    def __call__(self) -> Regrouped:
        """Raises GroupingElsewhere, LeaseLost, Overtaken, DatabaseUnavailable."""
        with self._job.turn:
            if not self._lease.hold():
                raise GroupingElsewhere("another process is grouping; stop it first")
            try:
                return self._recount(self._move_all())
            finally:
                self._job.forget()

    def _move_all(self) -> int:
        """How many reports changed their need. A planner may decide meanwhile: then once more."""
        for _ in range(_TRIES):
            try:
                moves = self._database.read(self._moves)
                self._database.write(partial(self._move, moves))
            except Overtaken:
                self._lease.hold()
                continue
            return moves.moved
        raise Overtaken("planners decide faster than the needs can be rebuilt; try again")

    def _moves(self, conn: Connection) -> _Moves:
        """Where reports belong by today's knowledge, against where they are."""
        wanted = decide_again(conn, self._rules)
        present = {one.report: one for one in members_by_position(conn)}
        left, joined, moved = [], [], 0
        for report in present.keys() | wanted.keys():
            before, now = present.get(report), wanted.get(report)
            if before is not None and now is not None and _where(before) == _where(now):
                continue
            if before is not None:
                left.append(replace(before, how="left"))
            if now is not None:
                joined.append(now)
                moved += before is None or before.need != now.need
        return _Moves(load_cursor(conn), _by_position(left), _by_position(joined), moved)

    def _move(self, moves: _Moves, conn: Connection) -> None:
        self._lease.fence(conn)
        if lock_grouping(conn) != moves.at:
            raise Overtaken("the cursor of the grouping moved")
        remove_members(conn, moves.left)
        add_members(conn, moves.joined)
        touched = frozenset(one.need for one in (*moves.left, *moves.joined))
        plan = _plan(moves.at, touched, joined=moves.joined, left=moves.left)
        self._settle(conn, plan)

    def _recount(self, moved: int) -> Regrouped:
        """Count every need from its members once more, a hundred per transaction."""
        names = self._database.read(need_ids_in_order)
        for start in range(0, len(names), _NEEDS_AT_ONCE):
            some = frozenset(names[start : start + _NEEDS_AT_ONCE])
            self._lease.hold()
            self._database.write(partial(self._recount_some, some))
        reports, needs = self._database.read(count_members)
        return Regrouped(reports, moved, needs)

    def _recount_some(self, some: frozenset[str], conn: Connection) -> None:
        self._lease.fence(conn)
        at = lock_grouping(conn)
        self._settle(conn, _plan(at, some))


def _where(one: Membership) -> tuple[str, int, int, bool]:
    return one.need, one.placed_in, one.shape, one.pinned


def _by_position(memberships: Sequence[Membership]) -> tuple[Membership, ...]:
    return tuple(sorted(memberships, key=lambda one: one.position))


def _plan(
    at: Cursor,
    recount: frozenset[str],
    *,
    joined: Sequence[Membership] = (),
    left: Sequence[Membership] = (),
) -> Plan:
    return Plan(
        begun_at=at,
        reached=at,
        taken=(),
        joined=tuple(joined),
        left=tuple(left),
        recount=recount,
    )
