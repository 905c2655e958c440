"""Abuse: words for which a person looks at a text first. Nothing is refused or changed."""

import re
from collections.abc import Iterable
from typing import Final

from services.runtime.compatible import compatible
from services.runtime.invisible import seen

_BETWEEN: Final = re.compile(r"[\W_]+")
_NOTHING: Final = re.compile(r"(?!)")


class AbuseWords:
    """The words of one profile. Immutable, safe for threads; linear in the length of the text."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = [_folded(word) for word in words]
        spelled = [word for word in folded if word.isascii()]
        self._written = _any_of(_BETWEEN.sub("", word) for word in folded if not word.isascii())
        self._initials = _any_of({word[0] for word in spelled if word})
        self._spelled = _any_of(spelled, edge=r"(?<![a-z0-9])", end=r"(?![a-z0-9])")

    def found_in(self, text: str) -> bool:
        """Whether one of the words stands in the text, whatever its case and width.

        Han words are found with blanks or signs between their characters, too; those of Latin
        letters only where they are a word of their own.
        """
        folded = _folded(text)
        # Most texts have no such letter, and none of its places needs to be looked at closely.
        if self._initials.search(folded) and self._spelled.search(folded):
            return True
        return self._written.search(_BETWEEN.sub("", folded)) is not None


def _folded(text: str) -> str:
    return seen(compatible(text)).casefold()


def _any_of(words: Iterable[str], edge: str = "", end: str = "") -> re.Pattern[str]:
    known = sorted(filter(None, words), key=len, reverse=True)
    if not known:
        return _NOTHING
    return re.compile(f"{edge}(?:{'|'.join(map(re.escape, known))}){end}")
