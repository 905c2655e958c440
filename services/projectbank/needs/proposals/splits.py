"""Needs whose reports fall apart: what joined one after the other, but is not alike as a whole.

Grouping compares a report with the average of a need and never looks back. Here all reports of one
need are compared with each other and joined anew by average linkage at the evidence that joining
asks; what stays beside the largest part is proposed to be taken out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.projectbank.needs.grouping.likeness import Likeness
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.proposals.spoken import Spoken, average, chance

LEAST_REPORTS = 3
COMPARED = 60
"""Reports of a need, the newest ones."""
LEAST_LIKELY = 550
"""Thousandths."""
_STRONGEST = 2_500
"""Thousandths of a logit: no pair across the parts says more, or they hold together by it."""

_Table = dict[tuple[int, int], Likeness]


@dataclass(frozen=True, slots=True)
class Parting:
    """A part of a need that is less like the rest than joining asks."""

    likely: int
    """Thousandths."""
    leaving: tuple[Spoken, ...]
    staying: tuple[Spoken, ...]
    average: Likeness
    """Of all pairs across."""


def partings(spoken: Sequence[Spoken], rules: GroupingRules) -> Sequence[Parting]:
    """The parts that may be needs of their own, in the order of their first reports."""
    if len(spoken) < LEAST_REPORTS:
        return ()
    pairs = _likenesses(spoken, rules)
    parts = _linked(len(spoken), pairs)
    if len(parts) == 1:
        return ()
    stays = max(parts, key=lambda part: (len(part), -part[0]))
    found = []
    for part in parts:
        if part is not stays:
            rest = [at for at in range(len(spoken)) if at not in part]
            parting = _parting(spoken, part, rest, pairs)
            if parting is not None:
                found.append(parting)
    return found


def _parting(
    spoken: Sequence[Spoken], part: Sequence[int], rest: Sequence[int], pairs: _Table
) -> Parting | None:
    across = list(_across(part, rest, pairs))
    if not across or max(one.weight for one in across) > _STRONGEST:
        return None
    whole = average(across)
    likely = 1_000 - chance(whole.weight)
    if likely < LEAST_LIKELY:
        return None
    return Parting(
        likely,
        tuple(spoken[at] for at in part),
        tuple(spoken[at] for at in rest),
        whole,
    )


def _likenesses(spoken: Sequence[Spoken], rules: GroupingRules) -> _Table:
    """Of each pair of which anything is known, the earlier first."""
    return {
        (at, later): likeness
        for at in range(len(spoken))
        for later in range(at + 1, len(spoken))
        if (likeness := spoken[at].read.likeness(spoken[later].read, rules)) is not None
    }


def _across(one: Iterable[int], other: Sequence[int], pairs: _Table) -> Iterable[Likeness]:
    for mine in one:
        for its in other:
            likeness = pairs.get((min(mine, its), max(mine, its)))
            if likeness is not None:
                yield likeness


def _linked(length: int, pairs: _Table) -> list[list[int]]:
    """Average linkage while the average is what joining asks; nothing known counts as together."""
    parts = {at: [at] for at in range(length)}
    sums = {pair: (likeness.weight, 1) for pair, likeness in pairs.items()}
    while len(parts) > 1:
        best: tuple[int, tuple[int, int]] | None = None
        for pair in ((a, b) for a in parts for b in parts if a < b):
            total, count = sums.get(pair, (0, 0))
            mean = total // count if count else 0
            if best is None or mean > best[0]:
                best = (mean, pair)
        if best is None or best[0] < 0:
            break
        kept, gone = best[1]
        parts[kept].extend(parts.pop(gone))
        for other in parts:
            if other != kept:
                mine, its = _ordered(kept, other), _ordered(gone, other)
                one, two = sums.get(mine, (0, 0)), sums.pop(its, (0, 0))
                sums[mine] = (one[0] + two[0], one[1] + two[1])
    return [sorted(part) for _, part in sorted(parts.items())]


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
