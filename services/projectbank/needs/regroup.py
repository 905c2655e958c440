"""Building the needs anew from the stored reports; undisturbed, it ends with the same needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from services.projectbank.needs.group import GroupingJob, Overtaken
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.member_store import (
    Membership,
    add_members,
    memberships_of,
    needs_by_position,
    remove_members,
)
from services.projectbank.needs.placing import decide_again
from services.projectbank.needs.plan import Plan
from services.projectbank.needs.settle import Settle
from services.projectbank.needs.store import Cursor, load_cursor
from services.runtime.database import Database
from services.runtime.lease import Lease

_NEEDS_AT_ONCE = 100
_START = Cursor(0, 0)


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
        """Raises GroupingElsewhere, LeaseLost, DatabaseUnavailable."""
        with self._job.turn:
            if not self._lease.hold():
                raise GroupingElsewhere("another process is grouping; stop it first")
            try:
                moves = self._database.read(self._moves)
                self._database.write(partial(self._move, moves))
                return self._recount(len(moves.joined))
            finally:
                self._job.forget()

    def _moves(self, conn: Connection) -> _Moves:
        """Where reports belong by today's knowledge, against where they are."""
        wanted = decide_again(conn, self._rules)
        present = {report: need for _, report, need in needs_by_position(conn)}
        moved = [
            report
            for report, need in present.items()
            if report not in wanted or wanted[report].need != need
        ]
        before = memberships_of(conn, moved)
        return _Moves(
            load_cursor(conn),
            tuple(before[report] for report in moved),
            tuple(one for one in wanted.values() if present.get(one.report) != one.need),
        )

    def _move(self, moves: _Moves, conn: Connection) -> None:
        self._lease.fence(conn)
        if load_cursor(conn) != moves.at:
            raise Overtaken("the cursor of the grouping moved")
        remove_members(conn, moves.left)
        add_members(conn, moves.joined)
        self._settle(conn, _plan(joined=moves.joined, left=moves.left))

    def _recount(self, moved: int) -> Regrouped:
        """Count every need from its members once more, a hundred per transaction."""
        by_need = self._database.read(_one_member_each)
        names = list(by_need)
        for start in range(0, len(names), _NEEDS_AT_ONCE):
            some = tuple(by_need[need] for need in names[start : start + _NEEDS_AT_ONCE])
            self._lease.hold()
            self._database.write(partial(self._recount_some, some))
        reports = self._database.read(lambda conn: sum(1 for _ in needs_by_position(conn)))
        return Regrouped(reports, moved, len(names))

    def _recount_some(self, some: Sequence[Membership], conn: Connection) -> None:
        self._lease.fence(conn)
        self._settle(conn, _plan(changed=some))


def _plan(
    *,
    joined: Sequence[Membership] = (),
    left: Sequence[Membership] = (),
    changed: Sequence[Membership] = (),
) -> Plan:
    return Plan(
        begun_at=_START,
        reached=_START,
        taken=(),
        joined=tuple(joined),
        left=tuple(left),
        changed=tuple(changed),
    )


def _one_member_each(conn: Connection) -> Mapping[str, Membership]:
    founders: dict[str, str] = {}
    for _, report, need in needs_by_position(conn):
        founders.setdefault(need, report)
    memberships = memberships_of(conn, founders.values())
    return {need: memberships[report] for need, report in founders.items()}
