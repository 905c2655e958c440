"""What looks like a number of a person only because figures stand near one another.

Dates, times, coordinates, house numbers, addresses of computers and amounts are figures of their
own: a match that lies in them is none, and one that lies in them partly is doubtful.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_DAY: Final = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:19|20)[0-9]{2}"
_UNIT: Final = r"\s?[多余几]?(?:[元块万亿千百平㎡米吨户人个次年栋度斤吋亩%]|m2|号楼|RMB|yuan|km|kg)"
_DEGREES: Final = r"-?[0-9]{1,3}\.[0-9]{4,}"
_TURN: Final = r"[0-9]{1,3}\s?°\s?[0-9]{1,2}\s?[′'’]\s?[0-9]{1,2}(?:\.[0-9]{1,6})?(?:\s?[″\"”])?"
_FIGURES: Final = re.compile(
    "|".join(
        (
            # Dates, the year first or last, and years from and to.
            rf"(?<![0-9])(?<![0-9][-./]){_YEAR}(?P<a>[-./]){_MONTH}(?P=a){_DAY}(?![0-9]|(?P=a)[0-9])",
            rf"(?<![0-9])(?<![0-9][-./]){_DAY}(?P<b>[-./]){_MONTH}(?P=b){_YEAR}(?![0-9]|(?P=b)[0-9])",
            rf"(?<![0-9])(?<![0-9][-~—–]){_YEAR}\s?[-~—–]{{1,2}}\s?{_YEAR}(?![0-9]|[-~—–][0-9])",
            rf"(?<![0-9]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])",
            # Times of day.
            r"(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
            r"(?![0-9:])",
            r"(?<![0-9.])(?:[01]?[0-9]|2[0-4])\.[0-5][0-9]\s?[-—~至到]{1,2}\s?"
            r"(?:[01]?[0-9]|2[0-4])\.[0-5][0-9](?![0-9.])",
            # Coordinates, in pairs of decimals or in degrees, and with their names.
            rf"(?<![0-9.]){_DEGREES}[,;/、\s]{{1,3}}{_DEGREES}(?![0-9.])",
            rf"(?<![0-9.]){_TURN}(?:[,;/、\s]{{1,3}}{_TURN})?",
            rf"(?:[经纬]度|坐标|[Ll]at|[Ll]ng|[Ll]ong)[为是::\s]{{0,3}}{_DEGREES}(?![0-9.])",
            # Amounts with their thousands apart, of money or of a measure.
            rf"(?<![0-9,])[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,5}}(?:\.[0-9]{{1,4}})?(?={_UNIT})",
            r"[¥￥$€£]\s?[0-9]{1,3}(?:,[0-9]{3}){1,5}(?:\.[0-9]{1,4})?(?![0-9])",
        )
    )
)
_WHOLE: Final = re.compile(
    "|".join(
        (
            # Less than one.
            r"(?<![0-9.])0\.[0-9]+(?![0-9.])",
            # Building, unit, room; buildings and rooms of the same building.
            r"(?<![0-9-])[0-9]{1,3}-[0-9]{1,2}-[1-9][0-9]{2,3}(?![0-9-])",
            r"(?<![0-9-])(?P<c>[0-9]{1,3})-[0-9]{3,4}"
            r"(?:[、,;/\s]{1,2}(?P=c)-[0-9]{3,4}){1,9}(?![0-9-])",
            # An address of a computer.
            r"(?<![0-9.])(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})(?![0-9.])",
        )
    )
)
"""What is ordinary where nothing else is near: pieces of a number look like it, too."""
_COUNTED: Final = re.compile(r"\s?[路号栋幢室楼层户元米人个辆年月日点分线%]")
_LISTS: Final = re.compile(r"[、,;/.:]")
_SMALL_STEP: Final = 10
_ROOM_STEP: Final = 200
"""From 101 to 201, from 1301 to 1401."""


class Ordinary:
    """The ordinary figures of a text; they are looked for when somebody first asks."""

    __slots__ = ("_seams", "_spans", "_text", "_whole")

    def __init__(self, text: str, seams: frozenset[int] = frozenset()) -> None:
        self._text = text
        self._seams = seams
        self._spans: list[tuple[int, int]] | None = None
        self._whole: list[tuple[int, int]] = []

    def hold(self, groups: Sequence[tuple[int, int]]) -> bool | None:
        """Whether groups of digits lie in them: all, none (False), or some (None)."""
        if self._spans is None:
            self._spans = self._found(_FIGURES)
            self._whole = self._found(_WHOLE)
        if len(groups) > 1 and _is_list([self._text[start:end] for start, end in groups]):
            return True
        if not self._spans and not self._whole:
            return False
        if all(_lies_in(group, self._whole) for group in groups):
            return True
        inside = [_lies_in(group, self._spans) for group in groups]
        if not any(inside):
            return False
        last = groups[-1]
        counted = last[1] - last[0] <= 4 and _COUNTED.match(self._text, last[1]) is not None
        return True if all(inside[:-1]) and (inside[-1] or counted) else None

    def _found(self, figures: re.Pattern[str]) -> list[tuple[int, int]]:
        """Figures in which nothing was hidden."""
        spans = [found.span() for found in figures.finditer(self._text)]
        if not self._seams:
            return spans
        return [
            (start, end) for start, end in spans if self._seams.isdisjoint(range(start + 1, end))
        ]


def _lies_in(group: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    start, end = group
    return any(first <= start and end <= last for first, last in spans)


def _is_list(groups: Sequence[str]) -> bool:
    """Figures that count up or down, such as 13、14、15、16 or 1301、1302、1303."""
    if len(groups) < 2 or any(len(group) > 5 for group in groups):
        return False
    values = [int(group) for group in groups]
    steps = [after - before for before, after in pairwise(values)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        return False
    widest = max(map(abs, steps))
    if len(groups) > 3 and widest <= _SMALL_STEP:
        return True
    alike = len({len(group) for group in groups}) == 1 and len(groups[0]) > 2
    return alike and widest <= _ROOM_STEP


def in_list(text: str, groups: Sequence[tuple[int, int]], at: int, used: int) -> bool | None:
    """Whether groups that look like a number are figures of a list, such as the lines of buses:
    124、159、167、55、803路. None: they may be either."""
    gaps = {text[groups[n][1] : groups[n + 1][0]] for n in range(at, at + used - 1)}
    gap = min(gaps)
    if len(gaps) > 1 or _LISTS.search(gap) is None:
        return False
    before = at > 0 and text[groups[at - 1][1] : groups[at][0]] == gap
    last = groups[at + used - 1][1]
    after = at + used < len(groups) and text[last : groups[at + used][0]] == gap
    lengths = [end - start for start, end in groups[at : at + used]]
    natural = lengths == [3, 4, 4] or lengths[:4] == [4] * 4 or set(lengths) == {1}
    if before or after or _COUNTED.match(text, last):
        return None if natural else True
    return None if "、" in gap and not natural and min(lengths) > 1 and max(lengths) < 5 else False
