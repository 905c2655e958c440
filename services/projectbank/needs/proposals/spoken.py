"""A report of a need, read to be compared with others, and what is said of pairs of them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.grouping.likeness import Likeness, Read


@dataclass(frozen=True, slots=True)
class Spoken:
    report: str
    position: int
    person: str | None
    read: Read


def average(likenesses: Iterable[Likeness]) -> Likeness:
    """Of at least one."""
    some = list(likenesses)
    figures = Figures(
        covered=sum(one.figures.covered for one in some) // len(some),
        named=sum(one.figures.named for one in some) // len(some),
        matter=sum(one.figures.matter for one in some) // len(some),
        words=sum(one.figures.words for one in some) // len(some),
    )
    return Likeness(sum(one.weight for one in some) // len(some), figures)


def chance(logit: int) -> int:
    """Thousandths of a logit as thousandths of certainty."""
    bounded = max(-20_000, min(20_000, logit))
    return round(1_000 / (1 + math.exp(-bounded / 1_000)))
