"""What a text says: weighted pairs of neighbouring characters, Latin script as whole words; beside
them, as two pieces of evidence of their own, what it names and which matters it tells.

Chinese place names have no spaces and segmenters cut them wrongly; pairs need no dictionary.
Pairs of Latin letters, however, are shared by everything: there a word is the smallest thing said.
"""

import math
import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import add

from services.projectbank.needs.grouping.folding import fold
from services.projectbank.needs.grouping.keys import key_of
from services.projectbank.needs.grouping.lexicon import Lexicon, usual_lexicon
from services.projectbank.needs.grouping.names import Name, administrative_in, names_in

SUBJECT_WEIGHT = 20
DESCRIPTION_WEIGHT = 6
"""0.3 of the subject: the opening often repeats the place."""
PLACE_FACTOR = 2
DESCRIPTION_LENGTH = 240
NAMED_IN_SUBJECT = 4
SAID_IN_SUBJECT = 2
"""In a subject without a recognised name, what is no known word may be one."""
SAID_BESIDE = 1
"""The same in a subject that has one."""
NAMED_EARLY = 1
_MATTER_IN_SUBJECT = 3
_RUN = re.compile(r"[a-zß-ʯ]{3,}|[^\W_]+?(?=[a-zß-ʯ]{3}|[\W_]|$)")
"""A Latin word, or a stretch of anything else up to the next one. Shorter Latin is part of a
code (A3区) and stays in pairs."""

_LATIN_WORD = re.compile(r"[a-zß-ʯ]{3}")
_NOT_LATIN = re.compile(r"[^\W_]+")
"""What the above finds where there is no Latin word, found sooner."""


@dataclass(frozen=True, slots=True)
class Words:
    """Weighted pairs in order of appearance; `subject` are those that find candidates."""

    pairs: dict[str, int]
    subject: tuple[str, ...]
    place: frozenset[str] = frozenset()
    """Those that name the place of the subject: where, not what."""
    names: dict[str, int] = field(default_factory=dict)
    """Pairs of what is named, the place above all."""
    matters: dict[str, int] = field(default_factory=dict)
    """How much is said of each matter, in hundredths."""


def words_of(subject: str, description: str, lexicon: Lexicon | None = None) -> Words:
    """The pairs of a folded subject and of the first characters of the description.

    A pair never spans a gap (space, punctuation). Pairs inside place names count double. When the
    subject has none, the description's pairs find candidates.
    """
    lexicon = lexicon or usual_lexicon()
    title, opening = fold(subject), fold(description.strip()[:DESCRIPTION_LENGTH])
    known, known_below = lexicon.words_in(title), lexicon.words_in(opening)
    named, named_below = names_in(title, known), names_in(opening, known_below)
    in_name, inside_below = _inside(named), _inside(named_below)
    titled, below = _pairs(title), _pairs(opening)
    pairs: dict[str, int] = {}
    for start, pair in titled:
        weight = SUBJECT_WEIGHT * (PLACE_FACTOR if start in in_name else 1)
        pairs[pair] = pairs.get(pair, 0) + weight
    found = tuple(pairs)
    for _, pair in below:
        pairs[pair] = pairs.get(pair, 0) + DESCRIPTION_WEIGHT
    early = dict.fromkeys(pair for start, pair in below if start in inside_below)
    names = _names(titled, early, in_name, _covered(known) | _covered(administrative_in(title)))
    matters = _matters(lexicon, ((title, known, _MATTER_IN_SUBJECT), (opening, known_below, 1)))
    place = frozenset(pair for start, pair in titled if start in in_name)
    return Words(pairs, found or tuple(pairs), place, names, matters)


def _names(
    titled: Sequence[tuple[int, str]],
    early: Mapping[str, None],
    in_name: Collection[int],
    known: Container[int],
) -> dict[str, int]:
    """Pairs of what is named, by where: a subject names the place, an opening may name others."""
    names = dict.fromkeys(early, NAMED_EARLY)
    unknown = SAID_BESIDE if in_name else SAID_IN_SUBJECT
    for start, pair in titled:
        if start in in_name:
            weight = NAMED_IN_SUBJECT
        elif start in known:
            continue
        else:
            weight = NAMED_IN_SUBJECT if pair in early else unknown
        if names.get(pair, 0) < weight:
            names[pair] = weight
    return names


def _matters(
    lexicon: Lexicon, texts: Iterable[tuple[str, Sequence[tuple[int, int]], int]]
) -> dict[str, int]:
    """The root of how often each matter is told, so that a long complaint is not louder."""
    told: dict[str, float] = {}
    for text, known, times in texts:
        for start, end in known:
            matters = lexicon.matters.get(text[start:end], ())
            for matter in matters:
                told[matter] = told.get(matter, 0) + times / len(matters)
    return {matter: round(100 * math.sqrt(times)) for matter, times in told.items()}


def _covered(known: Sequence[tuple[int, int]]) -> set[int]:
    """Where pairs of known words start, also of one known word and the next."""
    positions: set[int] = set()
    last = -1
    for start, end in known:
        positions.update(range(start, end - 1))
        if start == last:
            positions.add(start - 1)
        last = end
    return positions


def _inside(names: Sequence[Name]) -> set[int]:
    """Where pairs start that lie within such names, without the kind of place that many have."""
    positions: set[int] = set()
    for name in names:
        positions.update(range(name.start, min(name.kind, name.end - 1)))
    return positions


def _pairs(text: str) -> list[tuple[int, str]]:
    """Each pair with where it starts."""
    found: list[tuple[int, str]] = []
    if not _LATIN_WORD.search(text):
        for run in _NOT_LATIN.finditer(text):
            said = run.group()
            found.extend(zip(count(run.start()), map(add, said, said[1:]), strict=False))
        return found
    for run in _RUN.finditer(text):
        start, end = run.span()
        said = run.group()
        if end - start > 2 and said[0] in _LATIN and said[2] in _LATIN and said[1] in _LATIN:
            found.append((start, key_of(said)))
        else:
            found.extend((at, text[at : at + 2]) for at in range(start, end - 1))
    return found


_LATIN = frozenset(map(chr, (*range(ord("a"), ord("z") + 1), *range(0xDF, 0x2B0))))
