"""Why one project ranks before another: criterion by criterion, and which of them decide it."""

from dataclasses import dataclass
from typing import Literal

from services.projectbank.scoring.published.store import Item

Tie = Literal["risk", "older_need", "number"]
SHARES = 10_000
"""Parts of a point in which contributions are counted: hundredths times percent of weight."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Contributions of one criterion to both scores, in ten-thousandths of a point."""

    code: str
    own: int
    other: int

    @property
    def ahead(self) -> int:
        """By how much the other is ahead; negative where it is behind."""
        return self.other - self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One project against another one, as both were published together."""

    differences: tuple[Difference, ...]
    other_is_first: bool
    lanes_differ: bool
    tie: Tie | None
    """What decides when both scores are the same."""
    decisive: tuple[Difference, ...]
    """The fewest criteria without which the first would not be first, the largest first."""
    against: tuple[Difference, ...]
    """Where the second one is ahead nevertheless."""


def compare(own: Item, other: Item) -> Comparison:
    """Two items of one ranking."""
    differences = tuple(
        Difference(one.code, one.low * one.weight, its.low * its.weight)
        for one, its in zip(own.parts, other.parts, strict=True)
    )
    other_first = other.rank < own.rank
    sign = 1 if other_first else -1
    leads = sorted(
        (one for one in differences if one.ahead * sign > 0), key=lambda one: -abs(one.ahead)
    )
    lanes_differ = own.lane != other.lane
    equal = own.low == other.low
    return Comparison(
        differences=differences,
        other_is_first=other_first,
        lanes_differ=lanes_differ,
        tie=_tie(own, other) if equal and not lanes_differ else None,
        decisive=() if lanes_differ or equal else _decisive(leads, sign, differences),
        against=tuple(one for one in differences if one.ahead * sign < 0),
    )


def _decisive(
    leads: list[Difference], sign: int, differences: tuple[Difference, ...]
) -> tuple[Difference, ...]:
    gap = sum(one.ahead for one in differences) * sign
    taken, total = [], 0
    for one in leads:
        taken.append(one)
        total += abs(one.ahead)
        if total >= gap:
            break
    return tuple(taken)


def _tie(own: Item, other: Item) -> Tie:
    mine, its = own.evidence, other.evidence
    if _risk(own) != _risk(other):
        return "risk"
    return "older_need" if mine.first_seen != its.first_seen else "number"


def _risk(item: Item) -> int:
    evidence = item.evidence
    return max(evidence.suggested_severity, evidence.confirmed_severity or 0)
