"""Where in a text a place is named: by how names end and where they begin.

A name ends as estates, roads, schools, stations and the like do, and begins after the last word
that belongs to no name, after an administrative prefix or after the name before it. Words that tell
a matter belong to no name either, and where they leave nothing of it there is none: an inclusive
kindergarten is a kind of place. No gazetteer is asked for; whoever has one finds its names here
too, because they are built alike.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.projectbank.needs.grouping.word_lists import rows_of

_ADMINISTRATIVE = re.compile(
    r"[a-z]\d*(?:市|区|县)"
    r"|(?<![㐀-鿿])[㐀-鿿]{2,3}?(?<![超城都菜集夜股门黑])市"
    r"|(?:(?<![㐀-鿿])|(?<=市))[㐀-鿿]{2,3}?(?<![小社园景校厂片新库城市山地辖民住郊矿专街])[区县]"
)
"""Of cities and districts: as tables hide the name (A市A3区), or at the start of a text."""
_OF_ADMINISTRATION = ("市", "区", "县")
"""How each of them ends; most texts are done with where none of these stands."""
_RUN = re.compile(r"[㐀-鿿\da-z]+")
_HOUSE_NUMBER = re.compile(r"\d[号弄栋幢](?![线路])")
_LONGEST = 7
_WORDS = {row["what"]: row["words"].split() for row in rows_of("name_words.csv")}
_KINDS = frozenset(_WORDS["is a kind of place"])
"""What no text singles out."""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(words, key=len, reverse=True)))


_ENDING = _any_of(_WORDS["ends a name"])
_STAYS = frozenset(_WORDS["stays in a name"])
"""Words of which a part alone belongs to none: 外 would part 海 from 滩 in 海外滩."""
_BREAK = _any_of([*_WORDS["belongs to no name"], *_STAYS])
_INSIDE = tuple(_WORDS["breaks no name"])
"""What begins with a break, and yet ends a name where the break leaves nothing else of it."""
_MIDDLE = tuple(word for word in _INSIDE if len(word) > 1)


@dataclass(frozen=True, slots=True)
class Name:
    start: int
    end: int
    kind: int
    """Where the kind of place begins that many have (小区, 幼儿园); `end` where it is but one
    character, which without the ones before it says nothing."""


def names_in(text: str, known: Sequence[tuple[int, int]] = ()) -> list[Name]:
    """The names of places in a folded text, in order, none overlapping; `known` are the words
    of the text that tell a matter or nothing."""
    found: list[Name] = []
    if text.isascii():
        return found
    for run in _RUN.finditer(text):
        offset, last = run.span()
        endings = [ending.span() for ending in _ENDING.finditer(run.group())]
        if endings:
            inside = [
                (start - offset if start > offset else 0, end - offset)
                for start, end in known
                if offset < end and start < last and end - start > 1
            ]
            found.extend(_in_run(run.group(), offset, endings, inside))
    return found


def administrative_in(text: str) -> list[tuple[int, int]]:
    """Where a city or a district is named, which is no place that works could answer."""
    if not any(ending in text for ending in _OF_ADMINISTRATION):
        return []
    return [prefix.span() for prefix in _ADMINISTRATIVE.finditer(text)]


def _in_run(
    run: str,
    offset: int,
    endings: Iterable[tuple[int, int]],
    known: Sequence[tuple[int, int]],
) -> list[Name]:
    """Names that end as told; `known` words by where they stand in the run."""
    found: list[Name] = []
    firm = [end for _, end in administrative_in(run)]
    firm.extend(number.end() for number in _HOUSE_NUMBER.finditer(run))
    cuts = [*firm, *(end for _, end in known)]
    # A road ends no name where a road lamp is meant.
    inner = {at for start, end in known for at in range(start + 1, end)}
    left = 0
    for first, last in endings:
        if last in inner:
            continue
        kind = first if last - first > 1 else last
        if found and (first == left or (first == left + 1 and run.startswith(_MIDDLE, left))):
            # A road called after a pond, a sub-district after a bridge: one name, not two.
            found[-1] = Name(found[-1].start, offset + last, offset + kind)
            left = last
            continue
        floor = max(left, first - _LONGEST)
        start = _beginning(run, _last_cut(cuts, floor, first), first, last)
        if _ENDING.fullmatch(run, start, first):
            # 香樟 tells of trees, but 家园小区 alone is no name.
            start = _beginning(run, _last_cut(firm, floor, first), first, last)
        if start == first or run[start:last] in _KINDS:
            continue
        found.append(Name(offset + start, offset + last, offset + kind))
        left = last
    return found


def _last_cut(cuts: Iterable[int], floor: int, first: int) -> int:
    """The last of the cuts up to `first`, not before `floor`."""
    for cut in cuts:
        if floor < cut <= first:
            floor = cut
    return floor


def _beginning(run: str, floor: int, first: int, last: int) -> int:
    """Where the name begins that ends as `run[first:last]` does; at `first` where there is none."""
    words = _BREAK.finditer(run, floor, first)
    breaks = [one.span() for one in words if one[0] not in _STAYS]
    if not breaks:
        return floor
    at, end = breaks.pop()
    if end < first or not run.startswith(_INSIDE, at):
        return end
    start = max([floor, *(end for _, end in breaks)])
    # Two words and a kind of place are a list of three; one character is half of a name.
    longest = 1 if run[first:last] in _KINDS and last - first > 1 else _LONGEST
    return start if 0 < at - start <= longest else end
