"""How far a place in the ranking depends on the weights, and what another method says of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.projectbank.scoring.rank import Ranked

Robustness = Literal["robust", "weight_dependent", "never"]
ROBUSTNESS: tuple[Robustness, ...] = ("robust", "weight_dependent", "never")
ROBUST_SHARE = 900
"""Thousandths of all weightings under which a place at the top counts as robust."""
_LEAST_TOP = 3


@dataclass(frozen=True, slots=True)
class Opinion:
    robustness: Robustness
    top_share: int
    """Thousandths of the drawn weightings under which the project is among the top."""
    second_rank: int
    """Its rank by TOPSIS."""


Opinions = Callable[[Sequence[Ranked]], Mapping[str, Opinion]]
"""Opinions on the projects of the weighed lane; the others have none."""


def top_of(projects: int) -> int:
    """How many places are the top: the first tenth, at least three."""
    return max(_LEAST_TOP, -(-projects // 10))


def robustness_of(top_share: int) -> Robustness:
    if top_share >= ROBUST_SHARE:
        return "robust"
    return "weight_dependent" if top_share > 0 else "never"
