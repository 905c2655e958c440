"""What a batch of decisions does to needs, candidates and links, and what others are told of it.

Runs inside the batch's transaction. What becomes of a need depends on its members in order, never
on where one batch ends and the next begins.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.contracts.catalogue import LINK_CHANGED, NEED_CHANGED
from services.contracts.projectbank_events import NeedStatus
from services.projectbank.needs.candidates import Candidates, Proposal
from services.projectbank.needs.link_store import Link, load_links, save_links
from services.projectbank.needs.member_store import members_of
from services.projectbank.needs.need import Member, Need, degrees, need_number
from services.projectbank.needs.plan import Plan
from services.projectbank.needs.store import load_needs, save_needs
from services.projectbank.needs.tally import Tally
from services.projectbank.needs.titles import need_title
from services.projectbank.needs.vocabulary import Vocabulary
from services.runtime.outbox import Outbox

_OPEN_STATES: frozenset[NeedStatus] = frozenset({"forming", "proposed"})
"""States that counting may change; the others were set by a planner."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A need after its members were gone through."""

    tally: Tally
    proposal: Proposal | None
    gate: str | None


class Settle:
    """See the module's docstring."""

    def __init__(self, vocabulary: Vocabulary, candidates: Candidates, outbox: Outbox) -> None:
        self._vocabulary = vocabulary
        self._candidates = candidates
        self._outbox = outbox

    def __call__(self, conn: Connection, plan: Plan) -> Mapping[str, str | None]:
        """Bring needs, candidates and links up to the memberships already stored.

        Returns the broad category that each need with changed members asks of new ones.
        """
        moved = (*plan.joined, *plan.left, *plan.changed)
        touched = sorted({one.need for one in moved}, key=need_number)
        if not touched:
            return {}
        members = members_of(conn, touched)
        before = load_needs(conn, touched)
        linked = self._candidates.open_of(conn, touched)
        counted = {
            need: self._count(need, members.get(need, ()), plan.begun_at.position, linked)
            for need in touched
        }
        after = self._save_needs(conn, before, counted)
        projects = self._candidates.follow(
            conn,
            proposals=_in_order(counted),
            withdrawn=[
                need for need in touched if need in linked and not counted[need].tally.proposed
            ],
            changed=touched,
        )
        self._tell_links(conn, plan, _Told(before, after, linked, projects), members)
        return {one.need: counted[one.need].gate for one in plan.changed}

    def _count(
        self,
        need: str,
        members: Sequence[Member],
        begun_at: int,
        linked: Mapping[str, tuple[str, ...]],
    ) -> _Counted:
        tally = Tally(self._vocabulary)
        proposal: Proposal | None = None
        gate: str | None = None
        for member in members:
            tally.add(member)
            if gate is None and not member.follows and member.is_confirmed:
                gate = member.group
            if need not in linked and proposal is None and member.position > begun_at:
                proposal = _proposal(need, tally, member.position)
        if members and need not in linked and proposal is None:
            proposal = _proposal(need, tally, begun_at)
        return _Counted(tally, proposal, gate)

    def _save_needs(
        self, conn: Connection, before: Mapping[str, Need], counted: Mapping[str, _Counted]
    ) -> dict[str, Need]:
        after: dict[str, Need] = {}
        changed: list[Need] = []
        for need, count in counted.items():
            known = before.get(need)
            now = self._now(need, known, count.tally)
            if known is not None and now == known:
                after[need] = known
                continue
            if now.worth_telling():
                now = dataclasses.replace(now, version=now.version + 1)
            after[need] = now
            changed.append(now)
        save_needs(conn, changed)
        told = [(need.id, need.as_event()) for need in changed if need.is_told]
        self._outbox.put_all(conn, NEED_CHANGED, told)
        return after

    def _now(self, need: str, known: Need | None, tally: Tally) -> Need:
        if known is not None and not tally.reports:
            state: NeedStatus = "forming" if known.state in _OPEN_STATES else known.state
            return dataclasses.replace(known, people=0, reports=0, state=state)
        state = "proposed" if tally.proposed else "forming"
        if known is not None and known.state not in _OPEN_STATES:
            state = known.state
        area_path = tally.area_path
        area = area_path[-1] if area_path else None
        lat, long = degrees(tally.point)
        return Need(
            id=need,
            number=need_number(need),
            version=known.version if known is not None else 0,
            title=need_title(self._vocabulary, tally.category, area),
            state=state,
            category=tally.category,
            group=tally.group,
            area=area,
            area_path=area_path,
            lat=lat,
            long=long,
            people=tally.people,
            reports=tally.reports,
            first_seen=tally.first_seen,
            last_seen=tally.last_seen,
            merged_into=known.merged_into if known is not None else None,
        )

    def _tell_links(
        self,
        conn: Connection,
        plan: Plan,
        told: "_Told",
        members: Mapping[str, Sequence[Member]],
    ) -> None:
        wanted: dict[str, Link] = {one.report: Link(0, None, ()) for one in plan.left}
        joined = {one.report for one in plan.joined}
        for need in told.after:
            if not told.after[need].is_told:
                continue
            everybody = told.is_news(need)
            for member in members.get(need, ()):
                if everybody or member.report in joined:
                    wanted[member.report] = Link(0, need, told.projects.get(need, ()))
        known = load_links(conn, wanted)
        changed = {
            report: dataclasses.replace(link, version=_version(known.get(report)) + 1)
            for report, link in wanted.items()
            if _differs(link, known.get(report))
        }
        save_links(conn, changed)
        events = [(report, link.as_event(report)) for report, link in changed.items()]
        self._outbox.put_all(conn, LINK_CHANGED, events)


@dataclass(frozen=True, slots=True)
class _Told:
    before: Mapping[str, Need]
    after: Mapping[str, Need]
    linked: Mapping[str, tuple[str, ...]]
    projects: Mapping[str, tuple[str, ...]]

    def is_news(self, need: str) -> bool:
        """Whether every member's link says something new: a first event, other projects."""
        known = self.before.get(need)
        if known is None or not known.is_told:
            return True
        return self.linked.get(need, ()) != self.projects.get(need, ())


def _proposal(need: str, tally: Tally, position: int) -> Proposal | None:
    project_type = tally.project_type
    if project_type is None:
        return None
    return Proposal(
        position=position,
        need=need,
        number=need_number(need),
        category=tally.category,
        group=tally.group,
        project_type=project_type,
        area_path=tally.area_path,
        point=tally.point,
    )


def _in_order(counted: Mapping[str, _Counted]) -> list[Proposal]:
    proposals = [one.proposal for one in counted.values() if one.proposal is not None]
    return sorted(proposals, key=lambda one: (one.position, one.number))


def _version(link: Link | None) -> int:
    return link.version if link is not None else 0


def _differs(wanted: Link, known: Link | None) -> bool:
    if known is None:
        return wanted.need is not None
    return (wanted.need, wanted.projects) != (known.need, known.projects)
