"""Folding: what must count as the same text becomes the same text, character by character.

Per character: Unicode NFKC, lower case, traditional to simplified by OpenCC's character table.
Never by words: a word-level conversion depends on the neighbours, so a query would miss its
own text.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

import opencc

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
    _origins: Sequence[int] | None
    """Per folded character the index of the original one; None when they are the same."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of the folded text (start < end) as that of the original it came from."""
        if self._origins is None:
            return start, end
        return self._origins[start], self._origins[end - 1] + 1


def fold(text: str) -> Folded:
    """The folded text; `fold(fold(x).text)` is `fold(x)`.

    Every character becomes at least one, so an unchanged length proves that no offset moved.
    """
    folded = text.translate(_TABLE)
    if len(folded) == len(text):
        return Folded(folded, None)
    lengths = (len(_TABLE[ord(character)]) for character in text)
    origins = chain.from_iterable([at] * length for at, length in enumerate(lengths))
    return Folded(folded, tuple(origins))


def _fold_character(character: str) -> str:
    simplified = _simplified()
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(simplified.get(part, part) for part in plain)


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
