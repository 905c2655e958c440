"""Telling near-copies of a text from other words about the same thing.

A sketch is the smallest hashes of a text's runs of four characters; how many of the smallest of
two together are in both estimates the Jaccard similarity of the texts (bottom-k sketches, Cohen
and Kaplan 2007). Copies find copies only, never the same problem in other words, which is what
grouping is for.
"""

import zlib
from dataclasses import dataclass

from services.projectbank.needs.grouping.folding import fold

_SHORTEST = 40
"""Letters and digits: shorter texts are alike without being copied."""
_LONGEST = 1_000
_RUN = 4
_KEPT = 24
_ALIKE = 17
"""Of 24: about 0.7, a greeting or a name changed in a text of a hundred characters."""
_REMEMBERED = 32
_HEX = 8


@dataclass(frozen=True, slots=True)
class Copied:
    """A text met in a need: whose it was first, and its sketch."""

    report: str
    sketch: str


def sketch_of(text: str) -> str | None:
    """24 numbers of 8 hexadecimal digits in order, fewer for a short text; none for too short."""
    letters = "".join(filter(str.isalnum, fold(text)))[:_LONGEST]
    if len(letters) < _SHORTEST:
        return None
    runs = {letters[start : start + _RUN] for start in range(len(letters) - _RUN + 1)}
    smallest = sorted({zlib.crc32(run.encode()) for run in runs})[:_KEPT]
    return "".join(f"{number:08x}" for number in smallest)


def original_of(texts: list[Copied], report: str, sketch: str) -> str | None:
    """The report that this one repeats, else none; the texts remember it.

    At most 32 texts are remembered, those that were repeated last.
    """
    mine = _numbers(sketch)
    for at, known in enumerate(texts):
        if known.sketch == sketch or _agree(mine, _numbers(known.sketch)):
            texts.append(texts.pop(at))
            return known.report
    texts.append(Copied(report, sketch))
    if len(texts) > _REMEMBERED:
        del texts[0]
    return None


def _agree(mine: set[str], theirs: set[str]) -> bool:
    shared = mine & theirs
    if len(shared) < _ALIKE:
        return False
    return sum(number in shared for number in sorted(mine | theirs)[:_KEPT]) >= _ALIKE


def _numbers(sketch: str) -> set[str]:
    return {sketch[start : start + _HEX] for start in range(0, len(sketch), _HEX)}
