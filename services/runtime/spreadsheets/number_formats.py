"""What a workbook's number formats make of a number: a moment, a duration, or digits with zeros."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import IO, Literal

from services.runtime.spreadsheets.cells import Cell, Formatted
from services.runtime.spreadsheets.xml_stream import local, new_parser, parse

_MOMENTS = (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))
"""Built-in formats of dates and times (ECMA-376 part 1, 18.8.30, with those of East Asia)."""
_ELAPSED = 46
_SECTION = re.compile(r'(?:"[^"]*"|\\.|_.|\*.|[^;"])*')
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""What says nothing of dates: quoted and escaped texts, fillers, colours, locales, conditions."""
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]', re.DOTALL)
_BARE = frozenset("-+/():!^&'~{}<>= ￥$")
_DAY_MS = 86_400_000
_FALSE_LEAP_DAY = 60
_LATEST = 2_958_466
"""The serial after 31 December 9999."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One cell format, as far as it changes what a number means."""

    kind: Literal["moment", "elapsed", "digits"]
    digits: tuple[str, ...] = ()
    """Of `digits`: placeholders `0` and `#`, and literal texts, in order."""

    def apply(self, value: int | float, epoch_1904: bool) -> Cell:
        """The cell; the number itself where the format does not fit it."""
        if self.kind == "digits":
            return _padded(value, self.digits) if isinstance(value, int) else value
        if not 0 <= value < _LATEST:
            return value
        if self.kind == "elapsed":
            return timedelta(milliseconds=round(value * _DAY_MS))
        return _moment(value, epoch_1904)


def _moment(serial: float, epoch_1904: bool) -> datetime | time | float:
    """A serial number of days as the local time that it shows."""
    whole = round(serial * _DAY_MS)
    if whole < _DAY_MS and not epoch_1904:
        return (datetime(1900, 1, 1) + timedelta(milliseconds=whole)).time()  # noqa: DTZ001
    if epoch_1904:
        start = datetime(1904, 1, 1)  # noqa: DTZ001 (whose local time it is, the caller knows)
    elif serial < _FALSE_LEAP_DAY:
        start = datetime(1899, 12, 31)  # noqa: DTZ001
    else:
        # The first makers of spreadsheets took 1900 for a leap year, and all have followed.
        start = datetime(1899, 12, 30)  # noqa: DTZ001
    try:
        return start + timedelta(milliseconds=whole)
    except OverflowError:
        return serial


def _padded(value: int, digits: Sequence[str]) -> Formatted:
    """The digits of a number put into the placeholders from the right; what is left stands in
    front of the first."""
    left = list(str(abs(value)))
    shown: list[str] = []
    first = next(place for place, mark in enumerate(digits) if mark in ("0", "#"))
    for place in range(len(digits) - 1, -1, -1):
        mark = digits[place]
        if mark not in ("0", "#"):
            shown.append(mark)
        elif left:
            shown.append(left.pop())
            if place == first:
                shown.append("".join(left))
        elif mark == "0":
            shown.append("0")
    return Formatted(value, ("-" if value < 0 else "") + "".join(reversed(shown)))


def format_of(code: str) -> NumberFormat | None:
    """What a format code means for a number that is not negative; None: nothing."""
    section = _SECTION.match(code)
    first = section.group() if section else ""
    bare = _ASIDE.sub("", first).lower()
    if "general" in bare or "@" in bare:
        return None
    if re.search(r"\[(h+|m+|s+)\]", bare):
        return NumberFormat("elapsed")
    if re.search(r"[ymdhs]", bare) and not re.search(r"[0#?]", re.sub(r"s\.0+", "s", bare)):
        return NumberFormat("moment")
    digits = _placeholders(first)
    return NumberFormat("digits", digits) if digits else None


def _placeholders(section: str) -> tuple[str, ...]:
    """Placeholders and literals of a format that pads with zeros; none where it is another.

    Codes and telephone numbers are formatted so; decimals, groups, percents and powers are not.
    """
    marks: list[str] = []
    place = 0
    while place < len(section):
        literal = _LITERAL.match(section, place)
        if literal:
            marks.extend(text for text in (literal.group(1) or literal.group(2),) if text)
            place = literal.end()
            continue
        char = section[place]
        if char not in "0#" and char not in _BARE and char.isascii():
            return ()
        marks.append(char)
        place += 1
    return tuple(marks) if marks.count("0") > 1 else ()


def read_formats(stream: IO[bytes]) -> list[NumberFormat | None]:
    """The formats of `styles.xml` by the number that cells name. Raises UnreadableTable."""
    own: dict[int, str] = {}
    used: list[int] = []
    inside = False
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = local(name)
        if name == "numFmt":
            own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            used.append(_number(attributes.get("numFmtId")))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and local(name) != "cellXfs"

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, stream)
    known = {number: _known(number, own) for number in set(used)}
    return [known[number] for number in used]


def _known(number: int, own: dict[int, str]) -> NumberFormat | None:
    if number in own:
        return format_of(own[number])
    if number in _MOMENTS:
        return NumberFormat("moment")
    return NumberFormat("elapsed") if number == _ELAPSED else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
