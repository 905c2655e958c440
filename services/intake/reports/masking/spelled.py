"""Numbers whose digits are written as words: 一三八零零…, 壹叁捌, 幺三八."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_WRITTEN: Final = (
    "零〇○◯洞",
    "一壹弌幺〡㈠㊀",
    "二贰貳弍两〢㈡㊁",
    "三叁參弎〣㈢㊂",
    "四肆〤㈣㊃",
    "五伍〥㈤㊄",
    "六陆陸〦㈥㊅",
    "七柒拐〧㈦㊆",
    "八捌〨㈧㊇",
    "九玖勾〩㈨㊈",
)
NUMERALS: Final = "".join(_WRITTEN)
_AS_ONE: Final = "么妖腰"
"""What sounds as 幺 does."""
_VALUES: Final = {
    ord(sign): str(value) for value, signs in enumerate(_WRITTEN) for sign in signs
} | {ord(sign): "1" for sign in _AS_ONE}
_GAP: Final = rf"(?:(?![{NUMERALS}])[\W_]){{0,4}}"
_DIGIT: Final = rf"[{NUMERALS}{_AS_ONE}0-9](?<![什怎那这多要]么)"
_RUN: Final = re.compile(rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{6,}}")
_ANY: Final = re.compile(f"[{NUMERALS}{_AS_ONE}]")
_NO_SIGN: Final = re.compile(rf"(?![{NUMERALS}])[\W_]+")
_TWO: Final = re.compile(rf"[{NUMERALS}]{_GAP}[{NUMERALS}0-9]|[0-9]{_GAP}[{NUMERALS}]")
_AT_LEAST: Final = 3
"""Numerals in a run without gaps; fewer count something."""
_COUNTING_UP: Final = "12345678901234567890"
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits, some of them words, that follow one another."""

    start: int
    end: int
    digits: str
    numerals: int
    together: bool
    """Nothing stands between them."""


def holds_numerals(text: str) -> bool:
    """Whether two digits are written as words side by side."""
    return _TWO.search(text) is not None


def runs(text: str) -> Iterator[Run]:
    """The runs of at least seven digits of a folded text that hold a numeral."""
    for found in _RUN.finditer(text):
        said = _NO_SIGN.sub("", found.group())
        numerals = len(_ANY.findall(said))
        if numerals:
            digits = said.translate(_VALUES)
            yield Run(*found.span(), digits, numerals, len(said) == len(found.group()))


def as_digits(run: str) -> str:
    """The digits of a run, each as such, without what stands between them."""
    return _NO_SIGN.sub("", run).translate(_VALUES)


def is_doubtful(run: Run) -> bool:
    """Whether a run that is no known number may still hold one."""
    if run.numerals < _AT_LEAST or run.digits in _COUNTING_UP:
        return False
    return run.together or _MOBILE.search(run.digits) is not None
