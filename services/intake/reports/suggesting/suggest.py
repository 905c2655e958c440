"""A first category for a text, with the confidence that it is right.

Deterministic: the same text, profile and lessons give the same suggestion on every machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.contracts.profile.model import OTHER, ProblemType
from services.intake.reports.suggesting.confidence import confidence, signs
from services.intake.reports.suggesting.english import EnglishKeywords
from services.intake.reports.suggesting.keywords import LONGEST_LOOKED_AT, Keywords
from services.intake.reports.suggesting.pairs import Lesson, PairModel

_PAIRS = 0.1
"""What pairs add to keywords."""
_FITS_NOTHING = 0.1


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
            subject, _, description = text.casefold().partition("\n")
            english = self._english.best(subject, description[:LONGEST_LOOKED_AT])
            if english is not None:
                return Suggestion(english[0], self._groups[english[0]], english[1])
            return Suggestion(OTHER, self._groups[OTHER], _FITS_NOTHING)
        return Suggestion(best, self._groups[best], confidence(seen))

    def evidence(self, text: str) -> tuple[str | None, tuple[float, ...]]:
        """The best type and what its confidence is computed from; none when nothing is known."""
        subject, _, description = text.casefold().partition("\n")
        description = description[:LONGEST_LOOKED_AT]
        pairs = self._pairs.scores(subject, description)
        scores = self._keywords.scores(subject, description)
        for code, score in pairs.items():
            scores[code] = scores.get(code, 0.0) + _PAIRS * score
        scores.pop(OTHER, None)
        if not scores:
            return None, ()
        # Ties go to the code that comes first in the alphabet, not to the order of the words.
        best = min(scores, key=lambda code: (-scores[code], code))
        return best, signs(scores, pairs, best, self._groups.__getitem__)
