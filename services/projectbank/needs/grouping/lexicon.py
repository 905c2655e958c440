"""Which words say what a matter is, and which say nothing of it: data, not learned from a table.

Two codings stand side by side: the matters of grouping's own list, and the problem types whose
keywords the vocabulary has. What is in neither and is no name carries no evidence of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from services.contracts.profile.load import load_profile
from services.projectbank.needs.grouping.folding import fold
from services.projectbank.needs.grouping.keys import key_of
from services.projectbank.needs.grouping.word_lists import rows_of

_SHORTEST = 1


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded words with the matters they tell, and those that only courtesy and grammar need."""

    matters: Mapping[str, tuple[str, ...]]
    plain: frozenset[str]
    heads: Mapping[str, tuple[int, ...]]
    """Lengths of the known words by their first character, longest first."""

    def words_in(self, text: str) -> list[tuple[int, int]]:
        """Where known words stand, the longest first, none overlapping."""
        found: list[tuple[int, int]] = []
        heads, matters, plain = self.heads, self.matters, self.plain
        at, length = 0, len(text)
        while at < length:
            for size in heads.get(text[at], ()):
                word = text[at : at + size]
                if word in matters or word in plain:
                    found.append((at, at + len(word)))
                    at += len(word)
                    break
            else:
                at += 1
        return found


def lexicon_of(matters: Mapping[str, Iterable[str]], plain: Iterable[str]) -> Lexicon:
    """Words are folded as texts are."""
    told: dict[str, tuple[str, ...]] = {}
    for matter, words in matters.items():
        for word in map(fold, words):
            told[word] = (*told.get(word, ()), key_of(matter))
    nothing = frozenset(map(fold, plain)) - told.keys()
    sizes: dict[str, set[int]] = {}
    for word in (*told, *nothing):
        sizes.setdefault(word[0], set()).add(len(word))
    heads = {head: tuple(sorted(some, reverse=True)) for head, some in sizes.items()}
    return Lexicon(told, nothing, heads)


@cache
def usual_lexicon() -> Lexicon:
    """Grouping's own list with the keywords of the bundled vocabulary."""
    return with_keywords(
        {code: problem.keywords for code, problem in load_profile().problem_types.items()}
    )


def with_keywords(keywords: Mapping[str, Iterable[str]]) -> Lexicon:
    """Grouping's own list with the keywords of problem types; those of several parts aside."""
    types = {
        f"type:{code}": [word for word in words if "+" not in word and len(word) > _SHORTEST]
        for code, words in keywords.items()
    }
    return lexicon_of({**_own_matters(), **types}, _plain_words())


@cache
def _own_matters() -> Mapping[str, tuple[str, ...]]:
    rows = rows_of("matters.csv")
    return {row["matter"]: tuple(row["words"].split()) for row in rows}


@cache
def _plain_words() -> tuple[str, ...]:
    return tuple(word for row in rows_of("plain_words.csv") for word in row["words"].split())
