"""Licence plates (GA 36-2018), in a folded text."""

import re
from collections.abc import Iterator
from typing import Final

from services.intake.reports.masking.spelled import NUMERALS

_PROVINCE: Final = (
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬雲遼魯蘇贛晉陝閩貴粵寧瓊軍军"
)
_WORDS_TOO: Final = frozenset("新云青川宁吉桂贵京津黑甘")
"""Provinces that are ordinary words at the end of a sentence."""
_GAP: Final = r"[\W_]{0,4}"
_SIGN: Final = "[A-HJ-NP-Za-hj-np-z0-9]"
_LAST: Final = "(?:[挂学警港澳領领使]|应急)"
_HEAD: Final = rf"[{_PROVINCE}]{_GAP}[A-HJ-Za-hj-z]{_GAP}"
_PLATE: Final = re.compile(
    rf"({_HEAD})({_SIGN}{{5,6}}(?![A-Za-z0-9])|{_SIGN}{{4}}{_LAST}"
    rf"|{_SIGN}(?:{_GAP}{_SIGN}){{3}}{_GAP}(?:{_SIGN}(?![A-Za-z0-9])|{_LAST})"
    rf"|(?:{_SIGN}{_GAP}){{5}}{_SIGN}(?![A-Za-z0-9]))"
)
_SIXTH: Final = re.compile(rf"({_GAP}){_SIGN}(?![A-Za-z0-9])")
_NAMED: Final = re.compile(
    rf"[省市牌字江海庆北西林徽建东南州肃疆夏古藏]\s?[A-HJ-Za-hj-z][·\s.-]?({_SIGN}{{5,6}})(?![A-Za-z0-9])"
)
"""After the province in full, as people say it."""
_IN_FULL: Final = re.compile(
    rf"(?:(?:浙江|上海|重庆|河北|山西|江西|吉林|黑龙江|安徽|福建|山东|河南|湖北|湖南|海南|广东|广西|贵州"
    rf"|云南|甘肃|青海|宁夏|新疆|西藏|陕西|内蒙古|北京|天津|江苏|辽宁|四川)[省市]?|[{_PROVINCE}][牌字])\Z"
)
_LONGEST_NAME: Final = 3
_WITH_LETTERS: Final = re.compile(
    rf"[{_PROVINCE}]\s?[A-HJ-Za-hj-z][·\s.-]?([A-Za-z0-9]{{5,6}})(?![A-Za-z0-9])"
)
_LABELLED: Final = re.compile(
    rf"[牌照Ww使](?:(?:(?<=[车号]牌)|(?<=牌照))[号码是为\s:]{{0,4}}([A-HJ-Za-hj-z]?[·\s.-]?{_SIGN}{{5,6}})(?![A-Za-z0-9])"
    r"|(?<=[Ww])([Jj]\W?[^\W\d_]?\W?[0-9]{2}[\W_]?[0-9]{3}[0-9A-Za-z]?[0-9]?)(?![A-Za-z0-9])"
    r"|(?<=使)(?<![致大促指天]使)([0-9]{3}\W?[0-9]{3})(?![0-9]|\s?[多余几]?[元块万亿千平米㎡吨户人个次年栋%名辆]))"
)
"""After a word that says so, and those of the armed police and of embassies."""
_NEVER: Final = frozenset("OoIi")
"""Letters that no plate has, written for a 0 and a 1."""
SPELLED: Final = re.compile(rf"[{_PROVINCE}]\s?[A-HJ-Za-hj-z][·\s.-]?[{NUMERALS}0-9]{{5,6}}")
"""Digits side by side, some of which may be words."""
_NEW_ENERGY: Final = re.compile(r"[A-HJ-K][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJ-K]")
_LETTERS_AT_MOST: Final = 2
_DIGITS_AT_LEAST: Final = 3
"""Of what has the form of a plate, but too many letters."""
_NO_SIGN: Final = re.compile(r"[\W_]+")
_LISTS: Final = re.compile(r"[、,;：:\n]")


def find_plates(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans of licence plates, ordinary ones with 7 signs and new-energy ones with 8, and
    whether each is surely one."""
    if text.isascii():
        return
    for found in _PLATE.finditer(text):
        end = _end(text, found)
        if end is not None:
            yield found.start(), end, _is_sure(text[found.start() : end])
        elif sum(map(str.isdigit, found[2])) >= _DIGITS_AT_LEAST:
            yield *found.span(), False
    yield from _spoken(text)


def _spoken(text: str) -> Iterator[tuple[int, int, bool]]:
    """With the province in full; or with letters for digits, never surely."""
    for found in _NAMED.finditer(text):
        name = _IN_FULL.search(text, max(0, found.start() - _LONGEST_NAME), found.start() + 1)
        if name and sum(map(str.isdigit, found[1])) >= len(found[1]) - _LETTERS_AT_MOST:
            yield name.start(), found.end(), True
    for found in _LABELLED.finditer(text):
        if sum(map(str.isdigit, found[found.lastindex or 0])) >= _DIGITS_AT_LEAST:
            yield *found.span(), False
    for found in _WITH_LETTERS.finditer(text):
        digits = sum(map(str.isdigit, found[1]))
        if digits >= _DIGITS_AT_LEAST and not _NEVER.isdisjoint(found[1]):
            yield *found.span(), False


def _end(text: str, found: re.Match[str]) -> int | None:
    signs = _NO_SIGN.sub("", found[2]).upper()
    if len(signs) == 6 and not signs.endswith("应急"):
        return found.end() if _NEW_ENERGY.fullmatch(signs) else None
    sixth = _SIXTH.match(text, found.end())
    # A sign further on belongs to it only where its neighbours stand as far apart.
    if sixth and sixth[1] and f"{sixth[1]}{found[2][-1]}" in found[2]:
        more = _NO_SIGN.sub("", signs + sixth.group().upper())
        if _NEW_ENERGY.fullmatch(more):
            return sixth.end()
    letters = sum(sign.isalpha() and sign.isascii() for sign in signs)
    return found.end() if letters <= _LETTERS_AT_MOST else None


def _is_sure(plate: str) -> bool:
    """A list such as 新A1、A2、A3 may look like a plate with marks inside."""
    if plate[0] not in _WORDS_TOO or _LISTS.search(plate) is None:
        return True
    return _NO_SIGN.sub("", plate)[2:].isdigit() and _LISTS.search(plate[3:]) is None
