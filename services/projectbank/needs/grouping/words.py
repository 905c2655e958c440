"""What a text says, as weighted pairs of neighbouring characters.

Chinese place names have no spaces and segmenters cut them wrongly; pairs need no dictionary.
"""

import re
import unicodedata
from dataclasses import dataclass

SUBJECT_WEIGHT = 20
DESCRIPTION_WEIGHT = 6
"""0.3 of the subject: the opening often repeats the place."""
PLACE_FACTOR = 2
DESCRIPTION_LENGTH = 60
_BEFORE_ENDING = 3
_RUN = re.compile(r"[^\W_]+")
_PLACE_ENDING = re.compile(
    "小区|新村|花园|社区|街道|大道|广场|市场|公园|学校|中学|小学|大学|学院|幼儿园|医院|车站|家园|"
    "公馆|路|街|巷|村|镇|苑|城|桥|里|园|府|湾|站|组"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Weighted pairs in order of appearance; `subject` are those that find candidates."""

    pairs: dict[str, int]
    subject: tuple[str, ...]


def words_of(subject: str, description: str) -> Words:
    """The pairs of a folded subject and of the first characters of the description.

    A pair never spans a gap (space, punctuation). Pairs inside place words count double. When the
    subject has none, the description's pairs find candidates.
    """
    folded = fold(subject)
    pairs: dict[str, int] = {}
    in_place = _place_positions(folded)
    for start in _pair_starts(folded):
        pair = folded[start : start + 2]
        weight = SUBJECT_WEIGHT * (PLACE_FACTOR if start in in_place else 1)
        pairs[pair] = pairs.get(pair, 0) + weight
    found = tuple(pairs)
    opening = fold(description.strip()[:DESCRIPTION_LENGTH])
    for start in _pair_starts(opening):
        pair = opening[start : start + 2]
        pairs[pair] = pairs.get(pair, 0) + DESCRIPTION_WEIGHT
    return Words(pairs, found or tuple(pairs))


def fold(text: str) -> str:
    """Full-width forms, ligatures and case removed (Unicode NFKC, lower case)."""
    return unicodedata.normalize("NFKC", text).lower()


def _pair_starts(text: str) -> list[int]:
    return [start for run in _RUN.finditer(text) for start in range(run.start(), run.end() - 1)]


def _place_positions(text: str) -> set[int]:
    positions: set[int] = set()
    for ending in _PLACE_ENDING.finditer(text):
        positions.update(range(max(0, ending.start() - _BEFORE_ENDING), ending.end() - 1))
    return positions
