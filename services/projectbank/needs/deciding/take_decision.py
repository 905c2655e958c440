"""A planner decides about needs: one transaction, in the same order as the grouping's batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.projectbank.needs.decisions.decision import (
    AlreadyMerged,
    Decision,
    DecisionKind,
    MergedWithItself,
    NeedChanged,
    NoSuchNeed,
    NothingLeft,
    NotItsReports,
    check_state,
)
from services.projectbank.needs.decisions.description import NOTHING_DESCRIBED, Description
from services.projectbank.needs.decisions.store import (
    add_decision,
    decisions_about,
    next_number,
    set_version,
)
from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.members.membership import How, Membership
from services.projectbank.needs.members.moves import (
    carry_members,
    merge_members,
    pin_members,
    voices_beside,
)
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import memberships_in, memberships_of
from services.projectbank.needs.need import FIRST_DECIDED, Need, need_id
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.needs.settling.settle import Settle
from services.projectbank.needs.store import Cursor, load_needs, lock_grouping, save_cursor
from services.runtime.clock import Clock
from services.runtime.database import Database

_SINCE = 20
"""How many decisions a refusal names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a planner asks for, and the version of each need that they looked at."""

    kind: DecisionKind
    need: str
    version: int
    who: str
    why: str
    other: str | None = None
    """To merge into, to move to."""
    other_version: int | None = None
    reports: tuple[str, ...] = ()
    said: Description = NOTHING_DESCRIBED
    reach: Reach = EVERYTHING
    """What this planner works on; any other need is not there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    decision: Decision
    need: Need
    other: Need | None
    """Where the reports went."""


class TakeDecision:
    """Whoever groups goes on from the decision; nobody has to be told."""

    def __init__(
        self,
        database: Database,
        settle: Settle,
        clock: Clock,
        harmless: Harmless = as_written,
    ) -> None:
        self._database = database
        self._settle = settle
        self._clock = clock
        self._harmless = harmless

    def __call__(self, order: Order) -> Outcome:
        """Decide, tell what changed, and return the needs as they are then.

        Raises NoSuchNeed, NeedChanged, AlreadyMerged, NotInThisState, MergedWithItself,
        NotItsReports, NothingLeft, DatabaseUnavailable; nothing is stored then.
        """
        return self._database.write(lambda conn: self.within(conn, order))

    def within(self, conn: Connection, order: Order) -> Outcome:
        """The same as part of a transaction."""
        at = lock_grouping(conn)
        self._check(conn, order)
        moved, decision = self._prepared(conn, order, Cursor(at.seq, at.position + 1))
        self._move(conn, decision, moved)
        add_decision(conn, decision)
        reached = Cursor(at.seq, decision.position)
        save_cursor(conn, reached)
        touched = frozenset({decision.need, decision.target})
        self._settle(
            conn,
            Plan(begun_at=reached, reached=reached, taken=(), joined=moved, recount=touched),
        )
        needs = load_needs(conn, touched)
        version = needs[decision.need].version
        set_version(conn, decision.number, version)
        return Outcome(
            replace(decision, version=version),
            needs[decision.need],
            needs[decision.other] if decision.other is not None else None,
        )

    def _check(self, conn: Connection, order: Order) -> None:
        if order.other == order.need:
            raise MergedWithItself("into" if order.kind == "merge" else "to")
        names = [name for name in (order.need, order.other) if name is not None]
        known = load_needs(conn, names)
        needs = {name: need for name, need in known.items() if order.reach.holds(need)}
        need = _existing(needs, order.need)
        _check_version(conn, need, order.version, "version")
        check_state(need, order.kind)
        if order.other is not None:
            other = _existing(needs, order.other)
            if order.other_version is not None:
                _check_version(conn, other, order.other_version, "other_version")
            if other.state == "merged":
                raise AlreadyMerged(other, "into" if order.kind == "merge" else "to")

    def _prepared(
        self, conn: Connection, order: Order, at: Cursor
    ) -> tuple[tuple[Membership, ...], Decision]:
        """The decision, and the memberships as they are after it where they change."""
        number = next_number(conn)
        named = _named(conn, order)
        decision = Decision(
            number=number,
            position=at.position,
            kind=order.kind,
            need=order.need,
            other=need_id(FIRST_DECIDED + number) if order.kind == "split" else order.other,
            reports=tuple(one.report for one in named),
            shapes=tuple(one.shape for one in named),
            who=order.who,
            why=self._harmless(order.why),
            at=self._clock.now(),
            version=0,
            details=order.said.as_details(),
        )
        if order.kind == "merge":
            everybody = memberships_in(conn, order.need)
            return tuple(replace(one, need=decision.target) for one in everybody), decision
        if order.kind not in ("split", "move"):
            return (), decision
        how: How = "split" if order.kind == "split" else "moved"
        return tuple(
            replace(one, need=decision.target, shape=decision.shape, how=how) for one in named
        ), decision

    def _move(self, conn: Connection, decision: Decision, moved: Sequence[Membership]) -> None:
        if decision.kind == "merge":
            merge_members(conn, decision.need, decision.target, decision.position)
        elif decision.kind == "pin":
            pin_members(conn, decision.reports)
        elif moved:
            carry_members(conn, moved, decision.position)


def _existing(needs: Mapping[str, Need], need: str) -> Need:
    if need not in needs:
        raise NoSuchNeed(need)
    return needs[need]


def _check_version(conn: Connection, need: Need, seen: int, field: str) -> None:
    if need.version != seen:
        since = decisions_about(conn, need.id, above_version=seen, limit=_SINCE)
        raise NeedChanged(need, seen, since, field)


def _named(conn: Connection, order: Order) -> list[Membership]:
    """The named reports in order of position, with the voices that follow those that move."""
    if not order.reports:
        return []
    reports = set(order.reports)
    found = memberships_of(conn, sorted(reports))
    strangers = [one for one in order.reports if one not in found or found[one].need != order.need]
    if strangers:
        raise NotItsReports(order.need, strangers)
    if order.kind != "pin":
        voices = [one for one in voices_beside(conn, sorted(reports)) if one not in found]
        found |= memberships_of(conn, voices)
    if order.kind == "split" and not _leaves_any(conn, order.need, found):
        raise NothingLeft(order.need)
    return sorted(found.values(), key=lambda one: one.position)


def _leaves_any(conn: Connection, need: str, taken: Mapping[str, Membership]) -> bool:
    return any(one.report not in taken for one in memberships_in(conn, need))
