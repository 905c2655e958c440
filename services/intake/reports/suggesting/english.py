"""How much the English keywords of each problem type speak for it in a text without Han."""

import re
from collections.abc import Mapping
from typing import Final

from services.contracts.profile.model import ProblemType

_SUBJECT: Final = 2.0
"""How much more a subject's word counts than a description's."""
_HAN: Final = re.compile("[\u3400-\u9fff]")
_MOST: Final = 0.79
"""Words alone never adopt a kind; a person says yes, or looks at it."""
_ENOUGH: Final = 0.56
_BLANKS: Final = re.compile(r"\s+")


class EnglishKeywords:
    """The English keywords of one profile, compiled once. Immutable, safe for threads."""

    def __init__(self, problem_types: Mapping[str, ProblemType]) -> None:
        owner = {
            word.casefold(): kind.code
            for kind in problem_types.values()
            for word in kind.keywords_en
        }
        self._owner = owner
        # The longest one at each place: a lift that is added is no lift that fails.
        words = "|".join(map(re.escape, sorted(owner, key=lambda word: (-len(word), word))))
        self._words = re.compile(rf"(?<![a-z0-9])(?:{words or '(?!)'})(?![a-z0-9])")

    def best(self, subject: str, description: str) -> tuple[str, float] | None:
        """The likeliest type with a confidence; none for a text with Han or without a keyword."""
        scores = self.scores(subject, description)
        if not scores:
            return None
        best = min(scores, key=lambda code: (-scores[code], code))
        share = scores[best] / sum(scores.values())
        confidence = _ENOUGH + (_MOST - _ENOUGH) * min(1.0, scores[best] / 8)
        return best, round(confidence if share > 0.5 else confidence * share, 3)

    def scores(self, subject: str, description: str) -> dict[str, float]:
        """Types with their scores, above 0; empty for a text with Han."""
        scores: dict[str, float] = {}
        if _HAN.search(subject) or _HAN.search(description):
            return scores
        for text, factor in ((subject, _SUBJECT), (description, 1.0)):
            for word in set(self._words.findall(_BLANKS.sub(" ", text))):
                code = self._owner[word]
                scores[code] = scores.get(code, 0.0) + factor * (1 + word.count(" "))
        return scores
