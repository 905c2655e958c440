"""How sure a suggestion is, as the share of such suggestions that are right.

A logistic curve over four signs. Its coefficients were fitted on 495 labelled residents' messages
(docs/suggestion.md: what they are, how it was cross-validated, the calibration error); that a
type's label is right was judged by the label, which is broader than a type.
"""

import math
from collections.abc import Callable, Mapping

_AT_MOST = 0.99
_NEITHER = 0.5
_DOUBT = 2.0
"""Evidence that stands against every type: one weak word alone convinces nobody."""
COEFFICIENTS = (-1.41, 0.49, 1.07, 1.39, 0.34)
"""Constant, evidence, share of the best in two, share of its group, agreement of the pairs."""

Group = Callable[[str], str]


def signs(
    scores: Mapping[str, float], pairs: Mapping[str, float], best: str, group: Group
) -> tuple[float, float, float, float, float]:
    """What the curve looks at, for the type with the best score.

    1; how much speaks for it; how far it stands above the next; how much of all evidence speaks
    for its group; whether the pairs alone would name the same group.
    """
    top = scores[best]
    second = max((score for code, score in scores.items() if code != best), default=0.0)
    its_group = group(best)
    together = sum(score for code, score in scores.items() if group(code) == its_group)
    favourite = min(pairs, key=lambda code: (-pairs[code], code), default=None)
    agrees = favourite is not None and group(favourite) == its_group
    return (
        1.0,
        math.log1p(top),
        top / (top + second + _NEITHER),
        together / (sum(scores.values()) + _DOUBT),
        float(agrees),
    )


def confidence(seen: tuple[float, ...]) -> float:
    """0..1, in thousandths."""
    weighed = sum(weight * sign for weight, sign in zip(COEFFICIENTS, seen, strict=True))
    return round(min(_AT_MOST, 1 / (1 + math.exp(-weighed))), 3)
