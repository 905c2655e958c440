"""Numbers told in a roundabout way: 138双零13八三个零, backwards, with a date of birth in words."""

import re
from typing import Final

from services.intake.reports.masking.spelled import NUMERALS

_SIGN: Final = rf"[0-9{NUMERALS}]"
_ABRIDGED: Final = re.compile(
    r"[双个dDtT千](?:(?:(?<=双)|(?<=[两二三四]个)|(?<=[dD])ouble|(?<=[tT])riple)\s?(?:[零0〇○oO]|zero)"
    rf"|(?<={_SIGN}千)(?!{_SIGN}|\s?[余多几]?[元块米克瓦人户平吨万家个卡字赫里伏公]))"
)
"""Digits that are told by how many they are."""
_RUN: Final = rf"(?:{_SIGN}[\W_]{{0,2}})"
_BEFORE: Final = re.compile(rf"{_RUN}{{3,12}}\S{{0,6}}\Z")
_BEFORE_THOUSAND: Final = re.compile(rf"{_RUN}{{7,12}}\Z")
_LONGEST_BEFORE: Final = 36
_ROUND: Final = re.compile(r"1(?<![0-9].)[3-9](?:\s?[0-9⭕◎●⚪囗口oO]){9}(?![0-9])")
"""Other signs that are drawn for a 0."""
_REVERSED: Final = re.compile(r"[倒反逆](?:序|着|过来|写|念)")
_BACKWARDS: Final = re.compile(r"[0-9](?:[\W_]?[0-9]){10}(?![0-9])")
_BORN: Final = re.compile(
    r"[1-9](?<![0-9].)[0-9]{5}[^0-9]{1,4}(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}[^0-9]{1,4}"
    r"[0-9]{3}[0-9Xx](?![0-9])"
)


def abridges_a_number(text: str) -> bool:
    """Whether digits follow others that are told by how many they are, or are drawn as signs."""
    drawn = (found.group() for found in _ROUND.finditer(text))
    if any(not "".join(signs.split()).isdigit() for signs in drawn):
        return True
    return any(_follows(text, found) for found in _ABRIDGED.finditer(text))


def _follows(text: str, told: re.Match[str]) -> bool:
    before = _BEFORE_THOUSAND if told.group() == "千" else _BEFORE
    return before.search(text, max(0, told.start() - _LONGEST_BEFORE), told.start()) is not None


def retells_a_number(text: str) -> bool:
    """Whether digits that are none of a known form may be told as one all the same."""
    if "年" in text and _BORN.search(text):
        return True
    return _REVERSED.search(text) is not None and _BACKWARDS.search(text) is not None
