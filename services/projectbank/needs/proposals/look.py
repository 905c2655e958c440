"""All that is in doubt among the stored needs, found over one view of the store.

Memory is the grouping's own a second time, for as long as the look takes; beside it at most so many
pairs per need, and the reports of a hundred needs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from services.projectbank.chunks import pieces
from services.projectbank.needs.decisions.store import decisions_after
from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.likeness import Read
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.need import need_id, need_number
from services.projectbank.needs.placing.replay import load_grouping
from services.projectbank.needs.proposals import merges, splits
from services.projectbank.needs.proposals.answers import Answers, answers_of
from services.projectbank.needs.proposals.proposal import Proposal, is_open, merging, splitting
from services.projectbank.needs.proposals.reading import (
    Speaking,
    merged_needs,
    needs_of_at_least,
    newest_speaking,
    speaking_in_order,
)
from services.projectbank.needs.proposals.spoken import Spoken
from services.projectbank.needs.proposals.store import answers_after
from services.projectbank.needs.store import load_needs

PER_NEED = 5
"""Merges proposed of one need: who decides the best of them sees the next ones tomorrow."""
MOST = 2_000
"""Proposals of each kind: more than anybody works through."""
_AT_ONCE = 50


def look_through(conn: Connection, rules: GroupingRules) -> Sequence[Proposal]:
    """Everything worth proposing now, what moves most people first."""
    memory = load_grouping(conn, merges.near_rules(rules))
    answers = answers_of(decisions_after(conn, 0), answers_after(conn, 0), merged_needs(conn))
    looking = _Looking(conn, rules, memory, answers)
    found = [*_foremost(looking.merges()), *_most(looking.splits())]
    return sorted(found, key=_order)


class _Looking:
    def __init__(
        self, conn: Connection, rules: GroupingRules, memory: Grouping, answers: Answers
    ) -> None:
        self._conn = conn
        self._rules = rules
        self._memory = memory
        self._answers = answers

    def merges(self) -> Iterator[Proposal]:
        near = merges.NearNeeds(self._memory)
        for need, report in speaking_in_order(self._conn):
            near.see(need_number(need), report.groupable())
        for some in pieces(near.pairs(), _AT_ONCE):
            yield from self._merges_among(some)

    def _merges_among(self, pairs: Sequence[tuple[int, int]]) -> Iterator[Proposal]:
        ids = sorted({need_id(number) for pair in pairs for number in pair})
        known = load_needs(self._conn, ids)
        speaking = newest_speaking(self._conn, ids, merges.COMPARED)
        spoken = {need: self._read(some) for need, some in speaking.items()}
        for one, other in ((need_id(older), need_id(newer)) for older, newer in pairs):
            if not (is_open(known[one]) and is_open(known[other])):
                continue
            since = self._answers.since(one, other)
            why = merges.nearness(spoken.get(one, ()), spoken.get(other, ()), self._rules, since)
            if why is not None:
                yield merging((known[one], known[other]), why)

    def splits(self) -> Iterator[Proposal]:
        for some in pieces(needs_of_at_least(self._conn, splits.LEAST_REPORTS), _AT_ONCE):
            known = load_needs(self._conn, some)
            speaking = newest_speaking(self._conn, some, splits.COMPARED)
            for need in some:
                if is_open(known[need]):
                    yield from self._splits_of(need, speaking.get(need, ()))

    def _splits_of(self, need: str, speaking: Sequence[Speaking]) -> Iterator[Proposal]:
        """What gathered by itself may fall apart; what a planner put together stays together."""
        settled = {one.report.id for one in speaking if one.settled}
        for shape in sorted({one.shape for one in speaking}):
            gathered = self._read(one for one in speaking if one.shape == shape)
            for parting in splits.partings(gathered, self._rules):
                found = splitting(need_number(need), parting)
                if settled.isdisjoint(found.reports) and not self._answers.holds_together(
                    need, found.reports, found.beside
                ):
                    yield found

    def _read(self, speaking: Iterable[Speaking]) -> list[Spoken]:
        return [
            Spoken(
                one.report.id,
                one.position,
                one.report.pseudonym,
                Read(self._memory.read(one.report.groupable())),
            )
            for one in speaking
        ]


def _order(one: Proposal) -> tuple[int, str]:
    return -one.gain, one.id


def _most(found: Iterable[Proposal]) -> Sequence[Proposal]:
    return sorted(found, key=_order)[:MOST]


def _foremost(found: Iterable[Proposal]) -> Sequence[Proposal]:
    """The likeliest of each need; a pair counts for both of its needs."""
    times: Counter[str] = Counter()
    kept = []
    for one in sorted(found, key=lambda one: (-one.likely, one.id)):
        pair = (one.need, one.other or "")
        if all(times[need] < PER_NEED for need in pair):
            times.update(pair)
            kept.append(one)
    return _most(kept)
