"""What a batch of decisions does to needs, candidates and links, and what others are told of it.

Runs inside the batch's transaction. What becomes of a need depends on its members in order and on
what planners decided, never on where one batch ends and the next begins.
"""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from services.contracts.catalogue import NEED_CHANGED
from services.contracts.projectbank_events import NeedStatus
from services.projectbank.needs.candidates import Candidates, Proposal
from services.projectbank.needs.counting.counting import Counted, Counting
from services.projectbank.needs.counting.tally import Tally
from services.projectbank.needs.decisions.decision import Decision
from services.projectbank.needs.decisions.store import decided_of
from services.projectbank.needs.members.plan import Plan
from services.projectbank.needs.need import Need, degrees, need_number
from services.projectbank.needs.settling.telling import Told, tell_links
from services.projectbank.needs.store import load_needs, save_needs
from services.projectbank.needs.titles import need_title
from services.projectbank.needs.vocabulary import Vocabulary
from services.runtime.outbox import Outbox

_LED_BY_PROJECTS: frozenset[NeedStatus] = frozenset({"in_project", "addressed", "resolved"})
"""States that follow from a project, which neither counting nor confirming changes."""
_WITHOUT_CANDIDATE: frozenset[NeedStatus] = frozenset({"dismissed", "merged"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Settle:
    """See the module's docstring."""

    def __init__(self, vocabulary: Vocabulary, candidates: Candidates, outbox: Outbox) -> None:
        self._vocabulary = vocabulary
        self._counting = Counting(vocabulary)
        self._candidates = candidates
        self._outbox = outbox

    def __call__(self, conn: Connection, plan: Plan) -> Mapping[str, str | None]:
        """Bring needs, candidates and links up to the memberships already stored.

        Returns the broad category that each need with changed members asks of new ones.
        """
        touched = plan.touched
        if not touched:
            return {}
        before = load_needs(conn, touched)
        decided, said = decided_of(conn, touched)
        linked = self._candidates.open_of(conn, touched)
        confirmed = {need for need, one in decided.items() if one.state == "confirmed"}
        counted = self._counting(conn, plan, before, linked.__contains__, confirmed, said)
        after = self._save_needs(conn, before, counted, decided)
        projects = self._candidates.follow(
            conn,
            proposals=_in_order(counted, after),
            withdrawn=[need for need in linked if not _has_candidate(after[need], counted[need])],
            changed=touched,
            merged={
                need: now.merged_into
                for need, now in after.items()
                if now.merged_into is not None and need in linked
            },
        )
        beside = load_needs(conn, projects.keys() - after.keys())
        told = Told({**beside, **before}, {**beside, **after}, linked, projects)
        tell_links(conn, self._outbox, plan, told)
        corrected = {one.need for one in plan.changed} & plan.recount
        return {need: counted[need].tally.counts.gate for need in corrected}

    def _save_needs(
        self,
        conn: Connection,
        before: Mapping[str, Need],
        counted: Mapping[str, Counted],
        decided: Mapping[str, Decision],
    ) -> dict[str, Need]:
        after: dict[str, Need] = {}
        changed: list[Need] = []
        for need, count in counted.items():
            known = before.get(need)
            now = self._now(need, known, count.tally, decided.get(need))
            if known is not None and now == known:
                after[need] = known
                continue
            if now.worth_telling(self._vocabulary.proposing.supporters):
                now = dataclasses.replace(now, version=now.version + 1)
            after[need] = now
            changed.append(now)
        save_needs(conn, changed)
        told = [(need.id, need.as_event()) for need in changed if need.is_told]
        self._outbox.put_all(conn, NEED_CHANGED, told)
        return after

    def _now(self, need: str, known: Need | None, tally: Tally, decision: Decision | None) -> Need:
        counts = tally.counts
        state = _state(known, tally, decision)
        into = decision.other if decision is not None and decision.kind == "merge" else None
        if known is not None and not counts.reports:
            emptied = dataclasses.replace(known, people=0, reports=0, state=state, merged_into=into)
            return dataclasses.replace(
                emptied, unknown=0, verified=0, by_messages=False, supporters=0, dangers=0
            )
        area_path = tally.area_path
        area = area_path[-1] if area_path else None
        lat, long = degrees(tally.point)
        return Need(
            id=need,
            number=need_number(need),
            version=known.version if known is not None else 0,
            title=need_title(self._vocabulary, tally.category, area, tally.place),
            state=state,
            category=tally.category,
            group=tally.group,
            area=area,
            area_path=area_path,
            lat=lat,
            long=long,
            people=counts.people,
            reports=counts.reports,
            first_seen=_moment(counts.first),
            last_seen=_moment(counts.last),
            merged_into=into,
            indicators=tally.indicators,
            road=tally.road,
            unknown=counts.unknown,
            verified=counts.verified,
            by_messages=counts.by_messages,
            supporters=counts.supporters,
            answered_by=self._vocabulary.answered_by(tally.category),
            responsible_unit=self._vocabulary.unit_of(tally.category),
            dangers=counts.dangers,
            severity=tally.said.severity,
            place=tally.place,
        )


def _state(known: Need | None, tally: Tally, decision: Decision | None) -> NeedStatus:
    decided = decision.state if decision is not None else None
    if decided in ("merged", "dismissed"):
        return decided
    if known is not None and known.state in _LED_BY_PROJECTS:
        return known.state
    if decided is not None:
        return decided
    return "proposed" if tally.counts.proposed else "forming"


def _has_candidate(need: Need, counted: Counted) -> bool:
    """Whether a need that has a candidate keeps it."""
    return counted.tally.worth_a_project and need.state not in _WITHOUT_CANDIDATE


def _in_order(counted: Mapping[str, Counted], after: Mapping[str, Need]) -> list[Proposal]:
    proposals = [
        proposal
        for need, one in counted.items()
        if after[need].state not in _WITHOUT_CANDIDATE
        for proposal in one.proposals
    ]
    return sorted(proposals, key=lambda one: (one.position, one.number))


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)
