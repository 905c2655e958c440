"""How much the pairs of characters in a text speak for each problem type.

Needs no dictionary: 电梯 and 坏了 are pairs of what the profile asks and of what officers
corrected. Two tables: phrases of the profile, which say little each, and lessons, which say what
residents of this city mean by their own words.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.contracts.profile.model import ProblemType

_HAN = re.compile(r"[\u3400-\u9fff]+")
_DESCRIPTION = 0.1
"""How much a pair of the description counts against one of the subject."""
_LOOKED_AT = 600
"""Characters of a description from which pairs are taken."""
_DAMP = 1.3
_LESSON = 50.0
"""A pair that only one type was ever taught by, against one of the profile's phrases."""

Table = Mapping[str, Mapping[str, float]]
"""Pair to type to what it adds."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text whose type a person decided."""

    subject: str
    code: str


def pairs_of(text: str) -> set[str]:
    """Every two neighbouring Han characters of a text."""
    return {run[place : place + 2] for run in _HAN.findall(text) for place in range(len(run) - 1)}


class PairModel:
    """What pairs say, by one profile and lessons. Immutable, safe for threads.

    The same profile and the same lessons, in any order, give the same scores.
    """

    def __init__(
        self, problem_types: Mapping[str, ProblemType], lessons: Iterable[Lesson] = ()
    ) -> None:
        phrases = {kind.code: _phrases(kind) for kind in problem_types.values()}
        said = _by_pair(phrases)
        taught: dict[str, Counter[str]] = {}
        for lesson in lessons:
            if lesson.code in problem_types:
                counts = taught.setdefault(lesson.code, Counter())
                counts.update(pairs_of(lesson.subject))
        learned = _by_pair(taught)
        self._table = {
            pair: _weights(said.get(pair, {}), learned.get(pair, {}), len(phrases))
            for pair in sorted({*said, *learned})
        }

    def scores(self, subject: str, description: str) -> dict[str, float]:
        """Types with their scores, above 0; empty when no pair is known."""
        scores: dict[str, float] = {}
        in_subject = pairs_of(subject)
        self._add(scores, in_subject, 1.0)
        self._add(scores, pairs_of(description[:_LOOKED_AT]) - in_subject, _DESCRIPTION)
        return scores

    def _add(self, scores: dict[str, float], pairs: set[str], factor: float) -> None:
        table = self._table
        # Sorted, because sums of floats depend on their order and sets have none.
        for pair in sorted(pairs & table.keys()):
            for code, weight in table[pair].items():
                scores[code] = scores.get(code, 0.0) + factor * weight


def _phrases(kind: ProblemType) -> Counter[str]:
    """The pairs of a type's name (twice, it is the best of its phrases), question and keywords."""
    counts: Counter[str] = Counter()
    words = (part for keyword in kind.keywords for part in keyword.split("+"))
    for phrase in (kind.name.zh, kind.name.zh, kind.question.zh, *words):
        counts.update(pairs_of(phrase))
    return counts


def _by_pair(counted: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for code, counts in counted.items():
        for pair, times in counts.items():
            found.setdefault(pair, {})[code] = times
    return found


def _weights(said: Mapping[str, int], learned: Mapping[str, int], kinds: int) -> dict[str, float]:
    """A pair of one type says much, a pair of many types little; a lesson more than a phrase."""
    all_said, all_learned = sum(said.values()), sum(learned.values())
    weights = {code: math.log(1 + times / all_said * kinds / _DAMP) for code, times in said.items()}
    for code, times in sorted(learned.items()):
        # One lesson of its own is half sure; a pair in use for many types is hardly sure at all.
        share = times / (all_learned + len(said) + 1)
        weights[code] = weights.get(code, 0.0) + _LESSON * share
    return weights
