"""How far a place depends on weights and missing evidence, and what another method says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.projectbank.scoring.ranking.rank import Ranked
from services.projectbank.scoring.ranking.span import Span

Robustness = Literal["robust", "weight_dependent", "never", "thin_evidence"]
ROBUSTNESS: tuple[Robustness, ...] = ("robust", "weight_dependent", "never", "thin_evidence")
ROBUST_SHARE = 900
"""Thousandths of all drawings under which a place at the top counts as robust."""
ENOUGH_MEASURED = 50
"""Percent of the weight that must be measured before anything is called robust or hopeless."""
_LEAST_TOP = 3


@dataclass(frozen=True, slots=True)
class Opinion:
    robustness: Robustness
    top_share: int
    """Thousandths of the drawings of weights and missing evidence that put it among the top."""
    second_rank: int
    """Its rank by TOPSIS."""
    likely: Span
    """The ranks that nine of ten drawings give it."""
    band: int
    """From 1. Projects of one band cannot be told apart: nine of ten drawings do not agree which
    of the band's first and another comes before."""


Opinions = Callable[[Sequence[Ranked]], Mapping[str, Opinion]]
"""Opinions on the projects of the weighed lane; the others have none."""


def top_of(projects: int) -> int:
    """How many places are the top: the first tenth, at least three."""
    return max(_LEAST_TOP, -(-projects // 10))


def robustness_of(top_share: int, measured: int) -> Robustness:
    """`measured` is the percent of the weight that was measured."""
    if measured < ENOUGH_MEASURED:
        return "thin_evidence"
    if top_share >= ROBUST_SHARE:
        return "robust"
    return "weight_dependent" if top_share > 0 else "never"
