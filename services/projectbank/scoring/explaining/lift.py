"""What would lift a project to another rank: the smallest changes of evidence, or that none would.

The others are taken to stay as they are. Only what evidence can still show is counted: what is
missing or only suggested, more people, more conditions met; a severity that was confirmed or the
share of vulnerable people is no wish.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from services.projectbank.scoring.criteria import WHOLE, CriteriaSet, Criterion
from services.projectbank.scoring.published.store import Item
from services.projectbank.scoring.ranking.score import FULL, Points, value_of

Outcome = Literal["there", "lane", "alone", "together", "impossible"]
_GROWING = frozenset({"attention", "readiness"})
"""Criteria whose evidence may still grow although it was measured."""


@dataclass(frozen=True, slots=True)
class Step:
    """Evidence of one criterion that would have to be shown."""

    code: str
    needed: int
    """In whole units of the criterion's measure."""
    points: int
    """Ten-thousandths of a point that it adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    rank: int
    outcome: Outcome
    missing: int
    """Ten-thousandths of a point up to the wanted rank."""
    steps: tuple[Step, ...]
    """Each suffices alone, or all are needed together, by `outcome`."""
    at_most: int
    """Hundredths of a point that it would have if everything were shown."""


@dataclass(frozen=True, slots=True)
class _Room:
    criterion: Criterion
    now: int
    """Ten-thousandths of a point."""
    most: int

    @property
    def gain(self) -> int:
        return self.most - self.now


def lift(criteria: CriteriaSet, own: Item, target: Item) -> Lift:
    """What would take `own` to the place of `target` of the same ranking."""
    rooms = [room for part in own.parts if (room := _room(criteria, part)) is not None]
    now = sum(part.low * part.weight for part in own.parts)
    gap = _bar(own, target) * WHOLE - now
    at_most = (now + sum(room.gain for room in rooms)) // WHOLE
    outcome, steps = _answer(rooms, gap, own, target)
    return Lift(rank=target.rank, outcome=outcome, missing=gap, steps=steps, at_most=at_most)


def _answer(
    rooms: Sequence[_Room], gap: int, own: Item, target: Item
) -> tuple[Outcome, tuple[Step, ...]]:
    if own.rank <= target.rank:
        return "there", ()
    if target.lane == "critical" and own.lane != "critical":
        return "lane", ()
    alone = tuple(_step(room, gap) for room in rooms if room.gain >= gap)
    if alone:
        return "alone", alone
    if sum(room.gain for room in rooms) < gap:
        return "impossible", ()
    return "together", tuple(_together(rooms, gap))


def _together(rooms: Sequence[_Room], gap: int) -> Iterator[Step]:
    """The fewest criteria: those with most room first, the last only as far as needed."""
    for room in sorted(rooms, key=lambda one: -one.gain):
        if gap <= 0:
            return
        yield _step(room, min(gap, room.gain))
        gap -= room.gain


def _bar(own: Item, target: Item) -> int:
    """The score, in hundredths, from which `own` stands before `target`."""
    return target.low if _order(own) < _order(target) else target.low + 1


def _order(item: Item) -> tuple[int, datetime, int, str]:
    """What decides between equal scores."""
    known = item.evidence
    risk = max(known.suggested_severity, known.confirmed_severity or 0)
    return -risk, known.first_seen, known.first_number, item.project


def _room(criteria: CriteriaSet, part: Points) -> _Room | None:
    criterion = criteria.named(part.code)
    if criterion is None:
        return None
    most = FULL if part.code in _GROWING else part.high
    room = _Room(criterion, part.low * part.weight, most * part.weight)
    return room if room.gain > 0 else None


def _step(room: _Room, gain: int) -> Step:
    points = -(-(room.now + gain) // room.criterion.weight)
    return Step(room.criterion.code, _least(room.criterion, points), gain)


def _least(criterion: Criterion, points: int) -> int:
    """The whole evidence nearest to the zero anchor that is worth so many hundredths of a point."""
    sign = 1 if criterion.hundred > criterion.zero else -1
    low, high = 0, abs(criterion.hundred - criterion.zero)
    while low < high:
        middle = (low + high) // 2
        if value_of(criterion, Fraction(criterion.zero + sign * middle)) >= points:
            high = middle
        else:
            low = middle + 1
    return criterion.zero + sign * low
