"""Needs that the evidence nearly joins: found from the reports of each, compared report by report.

A need's average hides that two of its reports speak of the very thing that another need is about,
and one pair of reports may be a template with other places in it. So both are asked for: the
likelihood is a logistic regression on the strongest pair and the average of all pairs, fitted on
labelled needs. The strongest pair has to be mutual, each saying some of what the other names: a
shortage of water somewhere is not the one of every estate, and a company that serves the whole town
is not their place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.likeness import Likeness
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.grouping.shape import Groupable
from services.projectbank.needs.proposals.spoken import Spoken, average, chance

LEAST_LIKELY = 300
"""Thousandths: of two proposals that are only just made, one is right."""
COMPARED = 20
"""Reports of each need, the newest ones."""
_NEAR = 1_000
"""Thousandths of a logit less than joining asks: from there a need is worth a closer look."""
_CANDIDATES = 24
_REMEMBERED = 12
_HEARD = 100
"""Thousandths: so much of what each of the two reports names the other says."""
_LEAST_AVERAGE = -2_500
"""Thousandths of a logit: below it the needs as a whole are about other things, whatever template
two of their reports share."""
_STRONGEST, _AVERAGE, _ASKED = 60, 30, 1_700


def near_rules(rules: GroupingRules) -> GroupingRules:
    """The rules with less asked and more compared: what a memory that looks for merges uses."""
    return replace(rules, asked=rules.asked - _NEAR, compared=_CANDIDATES)


class NearNeeds:
    """Which needs come near each other; of each at most so many others, the nearest."""

    def __init__(self, memory: Grouping) -> None:
        """The memory holds all needs under `near_rules`."""
        self._memory = memory
        self._near: dict[int, dict[int, int]] = {}

    def see(self, need: int, report: Groupable) -> None:
        """One report of the need; any order, but for the same answer the same order."""
        for other, weight in self._memory.beside(report, need).items():
            known = self._near.setdefault(need, {})
            known[other] = max(weight, known.get(other, 0))
            if len(known) > 2 * _REMEMBERED:
                self._near[need] = _nearest(known)

    def pairs(self) -> Sequence[tuple[int, int]]:
        """The older need first, in order."""
        return sorted(
            {
                (min(need, other), max(need, other))
                for need, others in self._near.items()
                for other in _nearest(others)
            }
        )


@dataclass(frozen=True, slots=True)
class Nearness:
    """Why two needs may be one."""

    likely: int
    """Thousandths."""
    one: str
    other: str
    """The two reports, one of each need, that are most alike."""
    strongest: Likeness
    average: Likeness


def nearness(
    one: Sequence[Spoken], other: Sequence[Spoken], rules: GroupingRules, since: int = 0
) -> Nearness | None:
    """How likely the reports of two needs are of one; none where too unlikely to ask anybody.

    After a position at which somebody answered, only what a newer report says is evidence.
    """
    pairs = [
        (likeness, mine, its)
        for mine in one
        for its in other
        if (likeness := mine.read.likeness(its.read, rules)) is not None
    ]
    whole = average(likeness for likeness, *_ in pairs) if pairs else None
    if whole is None or whole.weight < _LEAST_AVERAGE:
        return None
    if _have_pins(one) and _have_pins(other) and not any(pair[0].pinned for pair in pairs):
        return None
    mutual = [
        pair
        for pair in pairs
        if max(pair[1].position, pair[2].position) > since
        and (pair[0].pinned or _is_mutual(pair[1], pair[2]))
    ]
    if not mutual:
        return None
    strongest, mine, its = max(
        mutual, key=lambda pair: (pair[0].weight, -pair[1].position, -pair[2].position)
    )
    likely = chance((_STRONGEST * strongest.weight + _AVERAGE * whole.weight) // 100 - _ASKED)
    if likely < LEAST_LIKELY:
        return None
    return Nearness(likely, mine.report, its.report, strongest, whole)


def _have_pins(some: Sequence[Spoken]) -> bool:
    """Two needs with pins are at one place by these, whatever is said beside without one."""
    return any(one.read.query.point is not None for one in some)


def _is_mutual(one: Spoken, other: Spoken) -> bool:
    return min(one.read.heard_by(other.read), other.read.heard_by(one.read)) >= _HEARD


def _nearest(others: dict[int, int]) -> dict[int, int]:
    """Those with the largest weights; of equals the oldest."""
    ranked = sorted(others.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:_REMEMBERED])
