"""Folding: what must count as the same text becomes the same text, character by character.

Per character: Unicode NFKC, lower case, Latin letters without accents (ß is ss), traditional to
simplified by OpenCC's character table; what nobody sees, and accents that stand alone, is nothing.
Never by words: a word-level conversion depends on the neighbours, so a query would miss its
own text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import opencc

from services.runtime.invisible import CLASS, INVISIBLE

_NOTHING = re.compile(f"[{CLASS}\u0300-\u036f]")
"""Characters that fold to nothing: the invisible ones, and accents that follow their letter."""
_ACCENTS = range(0x300, 0x370)
_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i",
          "ł": "l", "ŋ": "n", "þ": "th", "ŧ": "t", "ĸ": "k", "ſ": "s"}  # fmt: skip
"""Letters that no decomposition leads to plain ones."""
_MOST_REMEMBERED = 40_000
"""Characters kept in the folding table; beyond that they are folded anew, so it cannot grow."""

_IDEOGRAPHS = (
    range(0x3005, 0x3008),
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x323B0),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back into the original."""

    text: str
    _starts: Sequence[int] | None
    _ends: Sequence[int] | None
    """Per folded character where the original one begins, and where it ends with the marks that
    follow it; None when they are the same."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of the folded text (start < end) as that of the original it came from."""
        if self._starts is None or self._ends is None:
            return start, end
        return self._starts[start], self._ends[end - 1]


def fold(text: str) -> Folded:
    """The folded text; `fold(fold(x).text)` is `fold(x)`.

    Where none becomes nothing, an unchanged length proves that no offset moved.
    """
    folded = text.translate(_TABLE)
    if len(folded) == len(text) and (text.isascii() or _NOTHING.search(text) is None):
        return Folded(folded, None, None)
    starts: list[int] = []
    ends: list[int] = []
    for at, character in enumerate(text):
        length = len(_TABLE[ord(character)])
        if length:
            starts += [at] * length
            ends += [at + 1] * length
        elif ends:
            ends[-1] = at + 1
    return Folded(folded, starts, ends)


def _fold_character(character: str) -> str:
    simplified = _simplified()
    if INVISIBLE.match(character):
        return ""
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(simplified.get(part) or _plain_latin(part) for part in plain)


def _plain_latin(character: str) -> str:
    if character.isascii():
        return character
    if ord(character) in _ACCENTS:
        return ""
    base = unicodedata.normalize("NFD", character)
    if base[0].isascii() and base[0].isalpha():
        return base[0]
    return _LATIN.get(character, character)


@cache
def _simplified() -> dict[str, str]:
    """OpenCC's TSCharacters table, read by converting every ideograph alone (about 30 ms).

    A line break stands between them, so no phrase of OpenCC's can apply. Chains of the table
    (one exists: U+85B4, U+82E7, U+82CE) are followed to their end, which makes folding idempotent.
    """
    characters = [chr(code) for code in chain.from_iterable(_IDEOGRAPHS)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    table = {old: new for old, new in pairs if old != new}
    return {old: table.get(new, new) for old, new in table.items()}


class _Table(dict[int, str]):
    """Code point to folded characters, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = folded
        return folded


_TABLE = _Table()
