"""How much the keywords of each problem type speak for it in a text."""

from collections.abc import Iterable, Mapping
from operator import add

from services.contracts.profile.model import ProblemType

LONGEST_LOOKED_AT = 2_000
"""Characters of a description; what hurts is said early, and the time stays bounded."""
_SUBJECT = 3.0
"""How much more a subject's word counts than a description's."""
_REPEAT = 0.25
"""What each further mention of a word in a description adds, as a share of the first."""
_MOST_REPEATS = 3
_PAIR = 2.0
"""Weight of a keyword of two parts, "a+b"."""
_STEM = 2
"""Characters by which keywords are looked up; shorter ones are few and searched one by one."""


class Keywords:
    """The keywords of one profile, compiled once. Immutable, safe for threads."""

    def __init__(self, problem_types: Mapping[str, ProblemType]) -> None:
        self._owner: dict[str, str] = {}
        self._pairs: list[tuple[str, str, str]] = []
        for kind in problem_types.values():
            for keyword in kind.keywords:
                first, plus, second = keyword.partition("+")
                if plus:
                    self._pairs.append((first.casefold(), second.casefold(), kind.code))
                else:
                    self._owner[keyword.casefold()] = kind.code
        self._by_first: dict[str, list[int]] = {}
        for number, (first, _, _) in enumerate(self._pairs):
            self._by_first.setdefault(first, []).append(number)
        words = {*self._owner, *(part for pair in self._pairs for part in pair[:2])}
        self._short = tuple(sorted(word for word in words if len(word) < _STEM))
        self._by_stem = _longest_first(word for word in words if len(word) >= _STEM)
        self._stems = frozenset(self._by_stem)

    def scores(self, subject: str, description: str) -> dict[str, float]:
        """Types with their scores, above 0; empty when no keyword occurs. Texts are casefolded."""
        scores: dict[str, float] = {}
        self._add(scores, subject, _SUBJECT)
        self._add(scores, description[:LONGEST_LOOKED_AT], 1.0)
        return scores

    def _add(self, scores: dict[str, float], text: str, factor: float) -> None:
        found = self._found(text)
        for word, times in found.items():
            owner = self._owner.get(word)
            if owner is not None:
                repeats = 1 + _REPEAT * min(times - 1, _MOST_REPEATS)
                scores[owner] = scores.get(owner, 0) + factor * repeats * _weight(word)
        firsts = [number for word in found for number in self._by_first.get(word, ())]
        counted: set[tuple[str, str]] = set()
        for number in sorted(firsts):
            first, second, owner = self._pairs[number]
            # Second parts are ways to say one thing: a long text that has many says it once.
            if second in found and (first, owner) not in counted:
                counted.add((first, owner))
                scores[owner] = scores.get(owner, 0) + factor * _PAIR

    def _found(self, text: str) -> dict[str, int]:
        """How often each keyword occurs; the longest one at each place: 加装电梯 is not 电梯."""
        found: dict[str, int] = {word: text.count(word) for word in self._short if word in text}
        over, stems = 0, self._stems
        for at, stem in enumerate(map(add, text, text[1:])):
            if stem not in stems or at < over:
                continue
            for word in self._by_stem[stem]:
                if text.startswith(word, at):
                    found[word] = found.get(word, 0) + 1
                    over = at + len(word)
                    break
        return found


def _weight(word: str) -> float:
    """Longer words say more: two characters 1, three 1.5, four and more 2."""
    return min(2.0, len(word) / 2)


def _longest_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words by their first characters."""
    by_stem: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_stem.setdefault(word[:_STEM], []).append(word)
    return {stem: tuple(found) for stem, found in by_stem.items()}
