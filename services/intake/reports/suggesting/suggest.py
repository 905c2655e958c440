"""A first category for a text, with the confidence that it is right.

Deterministic: the same text, profile and lessons give the same suggestion on every machine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.contracts.profile.model import OTHER, ProblemType
from services.intake.reports.suggesting.confidence import confidence, signs
from services.intake.reports.suggesting.english import EnglishKeywords
from services.intake.reports.suggesting.keywords import LONGEST_LOOKED_AT, Keywords
from services.intake.reports.suggesting.pairs import Lesson, PairModel

_PAIRS = 0.1
"""What pairs add to keywords."""
_FITS_NOTHING = 0.1
OFFERED = 3
"""Kinds that are offered to somebody whose words leave it open."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A problem type with its group and the confidence (0..1) that it is the right one."""

    code: str
    group: str
    confidence: float


class Suggester:
    """Suggests by one profile. Safe for threads."""

    def __init__(self, problem_types: Mapping[str, ProblemType]) -> None:
        # Findings of a survey are named by surveyors; their wording only blurs what people say.
        self._types = {
            code: kind for code, kind in problem_types.items() if kind.kind == "everyday"
        }
        self._groups = {code: kind.group for code, kind in problem_types.items()}
        self._keywords = Keywords(self._types)
        self._pairs = PairModel(self._types)
        self._english = EnglishKeywords(self._types)

    def learn(self, lessons: Iterable[Lesson]) -> None:
        """From now on suggest by these lessons, instead of earlier ones, and the profile."""
        self._pairs = PairModel(self._types, lessons)

    def __call__(self, text: str) -> Suggestion:
        """The type that a text speaks of. The first line is the subject, the rest describes."""
        best, seen = self.evidence(text)
        if best is None:
            english = self._english.best(*_parts(text))
            if english is not None:
                return Suggestion(english[0], self._groups[english[0]], english[1])
            return Suggestion(OTHER, self._groups[OTHER], _FITS_NOTHING)
        return Suggestion(best, self._groups[best], confidence(seen))

    def likely(self, text: str) -> Sequence[Suggestion]:
        """The suggestion first, then what is likeliest after it: OFFERED kinds, or none at all.

        Where words speak for fewer, the others are neighbours of the first in its group.
        """
        first = self(text)
        if first.code == OTHER:
            return ()
        subject, description = _parts(text)
        scores, _ = self._scores(subject, description)
        scores = scores or self._english.scores(subject, description)
        ranked = sorted(scores, key=lambda code: (-scores[code], code))
        near = [code for code, group in self._groups.items() if group == first.group]
        offered = dict.fromkeys([first.code, *ranked, *(c for c in near if c in self._types)])
        offered.pop(OTHER, None)
        best = scores[first.code]
        return [
            first if code == first.code else self._after(first, code, scores.get(code, 0.0) / best)
            for code in list(offered)[:OFFERED]
        ]

    def _after(self, first: Suggestion, code: str, share: float) -> Suggestion:
        return Suggestion(code, self._groups[code], round(first.confidence * share, 3))

    def evidence(self, text: str) -> tuple[str | None, tuple[float, ...]]:
        """The best type and what its confidence is computed from; none when nothing is known."""
        scores, pairs = self._scores(*_parts(text))
        if not scores:
            return None, ()
        # Ties go to the code that comes first in the alphabet, not to the order of the words.
        best = min(scores, key=lambda code: (-scores[code], code))
        return best, signs(scores, pairs, best, self._groups.__getitem__)

    def _scores(self, subject: str, description: str) -> tuple[dict[str, float], dict[str, float]]:
        """Of every type, and the part of it that pairs of characters say."""
        pairs = self._pairs.scores(subject, description)
        scores = self._keywords.scores(subject, description)
        for code, score in pairs.items():
            scores[code] = scores.get(code, 0.0) + _PAIRS * score
        scores.pop(OTHER, None)
        return scores, pairs


def _parts(text: str) -> tuple[str, str]:
    subject, _, description = text.casefold().partition("\n")
    return subject, description[:LONGEST_LOOKED_AT]
