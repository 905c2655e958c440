"""Numbers told in the letters of words: one three eight, yao san ba, 138 ling ling yi 3."""

import re
from collections import defaultdict
from typing import Final

from services.intake.reports.masking.numbers import kind_of
from services.intake.reports.masking.spelled import NUMERALS, as_digits

_SAID: Final = (
    "zero oh ling dong",
    "one yi yao",
    "two er liang",
    "three san",
    "four si",
    "five wu",
    "six liu",
    "seven qi guai",
    "eight ba",
    "nine jiu gou",
)
_VALUES: Final = {word: str(value) for value, words in enumerate(_SAID) for word in words.split()}
_TONED: Final = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔù]")
_SYLLABLE: Final = re.compile("[A-Za-z][A-Za-zāáǎàēéěèīíǐìōóǒòūúǔù]")
"""No word is shorter; names such as A3 are none."""
_TONES: Final = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔù", "aaaaeeeeiiiioooouuuu")


def _beginning() -> tuple[str, str]:
    """The words' first letters, and what may follow each."""
    rests: dict[str, list[str]] = defaultdict(list)
    for word in sorted(_VALUES, key=len, reverse=True):
        rests[word[0]].append(word[1:])
    return "".join(rests), "|".join(f"(?<={first})(?:{'|'.join(rests[first])})" for first in rests)


_FIRST, _REST = _beginning()
_WORD: Final = re.compile(rf"[{_FIRST}](?:{_REST})")
_UNIT: Final = rf"(?:(?<=[0-9{NUMERALS}])|{_REST})[\W_]{{0,3}}"
_SIGN: Final = rf"[{_FIRST}0-9{NUMERALS}]"
_RUN: Final = re.compile(rf"{_SIGN}(?<![a-z].){_UNIT}(?:{_SIGN}{_UNIT}){{6,}}")
"""It begins where a word does: this is asked of every letter."""
_SURELY: Final = 3
"""So many words among digits are a number that is told; fewer only where it is a known one."""


def tells_a_number(text: str) -> bool:
    """Whether words of English or of pinyin tell a number in a folded text, alone or among its
    digits."""
    if _SYLLABLE.search(text) is None:
        return False
    lowered = text.lower()
    if _TONED.search(lowered):
        lowered = lowered.translate(_TONES)
    return any(_is_told(found.group()) for found in _RUN.finditer(lowered))


def _is_told(run: str) -> bool:
    words = len(_WORD.findall(run))
    if words >= _SURELY:
        return True
    digits = as_digits(_WORD.sub(lambda word: _VALUES[word.group()], run))
    return words > 0 and kind_of(digits) is not None
