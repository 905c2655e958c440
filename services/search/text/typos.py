"""Mistyped Latin words: which words of a question may be mistyped, and what was meant.

Only words of SHORTEST and more letters, unquoted, standing alone; one letter added, left out,
changed, or two neighbours swapped. Han is never guessed: two characters are too little to go by.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.search.text.asking import Phrase, Question
from services.search.text.folding import fold
from services.search.text.streams import pieces

SHORTEST = 4
"""Letters of a word that may be mistyped."""
_LETTERS = re.compile("[^\\W\\d_]+")


def may_be_mistyped(phrase: Phrase) -> bool:
    word = phrase.folded
    latin = phrase.stream == "chars" and len(phrase.terms) == 1 and phrase.terms[0] == word
    return latin and not phrase.quoted and len(word) >= SHORTEST and bool(_LETTERS.fullmatch(word))


def loosened(question: Question) -> Question | None:
    """The question with its words taken loosely; None when no word may be mistyped."""
    wanted = tuple(
        replace(phrase, near=True) if may_be_mistyped(phrase) else phrase
        for phrase in question.wanted
    )
    return replace(question, wanted=wanted) if wanted != question.wanted else None


def mended(question: Question, texts: Iterable[str]) -> Question | None:
    """The question with each mistyped word as these texts, which matched it loosely, mostly write
    it; of equally frequent ones the first of the alphabet. None when they teach nothing."""
    words = Counter(word for text in texts for word in set(_words(text)))
    wanted = tuple(
        _mended(phrase, words) if may_be_mistyped(phrase) else phrase for phrase in question.wanted
    )
    return replace(question, wanted=wanted) if wanted != question.wanted else None


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one change makes one of the other; equal ones are, too."""
    if len(one) > len(other):
        one, other = other, one
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        len(one),
    )
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (
        swapped and one[start + 2 :] == other[start + 2 :]
    )


def _mended(phrase: Phrase, words: Counter[str]) -> Phrase:
    if phrase.folded in words:
        return phrase
    near = [word for word in words if one_edit_apart(phrase.folded, word)]
    if not near:
        return phrase
    meant = min(near, key=lambda word: (-words[word], word))
    return replace(phrase, terms=(meant,), folded=meant)


def _words(text: str) -> Sequence[str]:
    return [found for sort, found in pieces(fold(text).text) if sort == "word"]
