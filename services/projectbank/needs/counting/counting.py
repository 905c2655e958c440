"""Bringing the counts of needs up to their members, as cheaply as what happened allows.

Who joined is added to the counts that are kept. Where somebody left or says something else now,
and where nothing is kept, everybody is counted anew; both ways come to the same counts.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.projectbank.needs.candidates import Proposal
from services.projectbank.needs.counting.store import (
    add_people,
    forget_people,
    known_people,
    load_counts,
    raise_people,
    save_counts,
)
from services.projectbank.needs.counting.tally import Tally
from services.projectbank.needs.decisions.description import NOTHING_DESCRIBED, Description
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.members.store import mark_copies, members_of
from services.projectbank.needs.need import Member, Need, as_member, need_number
from services.projectbank.needs.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Counted:
    """A need after its members were counted."""

    tally: Tally
    proposals: tuple[Proposal, ...]
    """What it asked for in turn, where that is news: a candidate, another type of one, or none."""


class Counting:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __call__(
        self,
        conn: Connection,
        plan: Plan,
        before: Mapping[str, Need],
        has_project: Callable[[str], bool],
        confirmed: Collection[str],
        said: Mapping[str, Description],
    ) -> dict[str, Counted]:
        """The counts of the touched needs, and what they ask for. Stores the counts."""
        touched = plan.touched
        anew = {one.need for one in plan.left} | plan.recount
        kept = load_counts(conn, [need for need in touched if need not in anew])
        anew |= {need for need in touched if need not in kept and need in before}
        joined = _joined(plan, anew)
        known = known_people(
            conn,
            kept,
            (who for some in joined.values() for one in some for who in one.may_count_as),
        )
        everybody = members_of(conn, sorted(anew))
        counted: dict[str, Counted] = {}
        for need in touched:
            tally = Tally(
                self._vocabulary,
                kept.get(need) if need not in anew else None,
                known.get(need, {}) if need not in anew else {},
                confirmed=need in confirmed,
                said=said.get(need, NOTHING_DESCRIBED),
            )
            members = (everybody if need in anew else joined).get(need, [])
            asked = _count(need, tally, members, plan.begun_at.position)
            if not has_project(need):
                # Whoever has nothing yet asks for nothing by saying so.
                asked = asked[1:] if asked and asked[0].project_type is None else asked
            elif need not in anew:
                # What it asked for so far was answered when it did.
                asked = asked[1:]
            counted[need] = Counted(tally, tuple(asked))
        _store(conn, counted, anew & before.keys())
        return counted


def _count(need: str, tally: Tally, members: Sequence[Member], begun_at: int) -> list[Proposal]:
    """Add the members in order. What the need asks for: first as of the beginning, then at each
    member that changes which type of project could end it."""
    asked: list[Proposal] = []

    def ask(position: int) -> None:
        if not tally.counts.reports:
            return
        if not asked or asked[-1].project_type != tally.project_type:
            asked.append(_proposal(need, tally, position))

    begun = False
    for member in members:
        if not begun and member.position > begun_at:
            begun = True
            ask(begun_at)
        tally.add(member)
        if begun:
            ask(member.position)
    if not begun:
        ask(begun_at)
    return asked


def _joined(plan: Plan, anew: set[str]) -> dict[str, list[Member]]:
    reports = {report.id: report for report, _ in plan.taken}
    found: dict[str, list[Member]] = {}
    for one in plan.joined:
        if one.need not in anew:
            member = as_member(reports[one.report], one.position)
            found.setdefault(one.need, []).append(member)
    return found


def _store(conn: Connection, counted: Mapping[str, Counted], anew: set[str]) -> None:
    forget_people(conn, sorted(anew))
    mark_copies(
        conn, {report: of for one in counted.values() for report, of in one.tally.copies.items()}
    )
    add_people(conn, {need: one.tally.fresh for need, one in counted.items()})
    raise_people(conn, {need: one.tally.raised for need, one in counted.items()})
    save_counts(conn, {need: one.tally.counts for need, one in counted.items()})


def _proposal(need: str, tally: Tally, position: int) -> Proposal:
    return Proposal(
        position=position,
        need=need,
        number=need_number(need),
        category=tally.category,
        group=tally.group,
        project_type=tally.project_type,
        area_path=tally.area_path,
        point=tally.point,
        road=tally.road,
    )
