"""What people write where they have nothing to write: 无, N/A, 0,0, a telephone number of zeros."""

import unicodedata

from services.intake.reports.reaching import is_placeholder, phone_digits

# fmt: off
_WORDS = frozenset((
    "无", "没有", "暂无", "空", "空白", "不详", "未知",
    "不明", "不知道", "不清楚", "未填", "未填写", "未提供", "未登记",
    "未留", "无效", "缺失", "待定", "待补充", "无数据", "不适用",
    "null", "none", "nil", "n/a", "na", "nan", "nat",
    "#n/a", "undefined", "unknown", "unspecified", "notavailable", "notapplicable", "missing",
    "empty", "blank", "tbd", "\\n",
))
# fmt: on
_LONGEST_WORD = 20
_STROKES = "-—–―_/\\|.。·*?？~…"
_BRACKETS = "()（）<>[]【】"
_ORIGIN = 1e-6
"""Degrees: a tenth of a metre."""
_NO_DEGREES = frozenset(
    (-1.0, -9.0, -99.0, 99.0, 999.0, -999.0, 9999.0, -9999.0, 99999.0, -99999.0)
)
_WHOLE_NUMBER = 5


DITTOS = frozenset(
    ("同上", "同上。", "同前", "同上行", "〃", "〃〃", "ditto", "Ditto", "same as above")
)
"""What says that a cell is as the one above it."""


def is_nothing(text: str) -> bool:
    """Whether a text stands for no text."""
    if len(text) > _LONGEST_WORD:
        return False
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(_BRACKETS)
    return folded in _WORDS or not folded.strip(_STROKES)


def is_no_place(lat: float | None, long: float | None) -> bool:
    """Whether a pair of coordinates stands for no place; so does half of one beside nothing."""
    given = [degrees for degrees in (lat, long) if degrees is not None]
    if all(abs(degrees) < _ORIGIN for degrees in given):
        return True
    return all(degrees in _NO_DEGREES for degrees in given) and len(set(given)) == 1


def is_no_telephone(text: str) -> bool:
    """Whether a text stands for no telephone. A few digits may be one within a house."""
    digits = phone_digits(text)
    short = 0 < len(digits) < _WHOLE_NUMBER and digits.strip("0")
    return not short and is_placeholder(text)
