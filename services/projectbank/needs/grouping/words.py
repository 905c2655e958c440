"""What a text says, as weighted pairs of neighbouring characters, Latin script as whole words.

Chinese place names have no spaces and segmenters cut them wrongly; pairs need no dictionary.
Pairs of Latin letters, however, are shared by everything: there a word is the smallest thing said.
"""

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache

from services.projectbank.needs.grouping.folding import fold

SUBJECT_WEIGHT = 20
DESCRIPTION_WEIGHT = 6
"""0.3 of the subject: the opening often repeats the place."""
PLACE_FACTOR = 2
DESCRIPTION_LENGTH = 60
_BEFORE_ENDING = 3
_RUN = re.compile(r"[a-zß-ʯ]{3,}|[^\W_]+?(?=[a-zß-ʯ]{3}|[\W_]|$)")
"""A Latin word, or a stretch of anything else up to the next one. Shorter Latin is part of a
code (A3区) and stays in pairs."""
_PLACE_ENDING = re.compile(
    "小区|新村|花园|社区|街道|大道|广场|市场|公园|学校|中学|小学|大学|学院|幼儿园|医院|车站|家园|"
    "公馆|路|街|巷|村|镇|苑|城|桥|里|园|府|湾|站|组"
)
_PLANE = 0xF0000
"""Words are written as two characters of the private planes, so that every key is a pair."""
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Words:
    """Weighted pairs in order of appearance; `subject` are those that find candidates."""

    pairs: dict[str, int]
    subject: tuple[str, ...]
    place: frozenset[str] = frozenset()
    """Those that name the place of the subject: where, not what."""


def words_of(subject: str, description: str) -> Words:
    """The pairs of a folded subject and of the first characters of the description.

    A pair never spans a gap (space, punctuation). Pairs inside place words count double. When the
    subject has none, the description's pairs find candidates.
    """
    folded = fold(subject)
    pairs: dict[str, int] = {}
    in_place = _place_positions(folded)
    place: set[str] = set()
    for start, pair in _pairs(folded):
        if start in in_place:
            place.add(pair)
        weight = SUBJECT_WEIGHT * (PLACE_FACTOR if start in in_place else 1)
        pairs[pair] = pairs.get(pair, 0) + weight
    found = tuple(pairs)
    for _, pair in _pairs(fold(description.strip()[:DESCRIPTION_LENGTH])):
        pairs[pair] = pairs.get(pair, 0) + DESCRIPTION_WEIGHT
    return Words(pairs, found or tuple(pairs), frozenset(place))


def _pairs(text: str) -> list[tuple[int, str]]:
    """Each pair with where it starts."""
    found: list[tuple[int, str]] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        said = run.group()
        if end - start > 2 and said[0] in _LATIN and said[2] in _LATIN and said[1] in _LATIN:
            found.append((start, _word(said)))
        else:
            found.extend((at, text[at : at + 2]) for at in range(start, end - 1))
    return found


_LATIN = frozenset(map(chr, (*range(ord("a"), ord("z") + 1), *range(0xDF, 0x2B0))))


@lru_cache(maxsize=_REMEMBERED)
def _word(word: str) -> str:
    """The pair that stands for a word: 32 bits of it, the same in every process."""
    code = zlib.crc32(word.encode())
    return chr(_PLANE + (code >> 16)) + chr(_PLANE + 0x10000 + (code & 0xFFFF))


def _place_positions(text: str) -> set[int]:
    positions: set[int] = set()
    for ending in _PLACE_ENDING.finditer(text):
        positions.update(range(max(0, ending.start() - _BEFORE_ENDING), ending.end() - 1))
    return positions
