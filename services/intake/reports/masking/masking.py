"""Masking: no phone, identity-card, bank-card or plate number and no e-mail address survives.

Numbers are found as groups of digits that lie close together, so that spaces, dashes and
full-width digits do not hide them, and a match always begins and ends where a group does, so
that a piece of a longer number is never taken for one. Every step is bounded per group: the
time is linear in the length of the text.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.intake.reports.masking.numbers import (
    Kind,
    is_bank_card,
    is_identity_card,
    is_landline,
    is_local_landline,
    is_mobile,
    looks_like_identity_card,
)
from services.intake.reports.masking.plates import find_addresses, find_plates, hints_at_an_account

MARKS: dict[Kind, str] = {
    "mobile": "［手机号］",
    "landline": "［固定电话］",
    "identity_card": "［身份证号］",
    "bank_card": "［银行卡号］",
    "email": "［电子邮箱］",
    "plate": "［车牌号］",
}
"""What stands in a number's place. No mark holds anything that is masked itself."""

_GROUP = re.compile(r"[0-9]+")
_SEPARATORS = frozenset(
    " \t\u00a0\u3000\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff-‐‑‒–—―−.·•_()~"
)
_WIDEST_GAP = 3
"""Separators between two groups of one number, as in "(0574) - 8765 4321"."""
_LONGEST = 19
"""Digits of the longest number that is masked, a bank card's."""
_DOUBTFUL_FROM = 7
"""Digits; what is shorter reaches nobody."""
_CALL = re.compile(
    r"(?:电话|座机|热线|致电|拨打|来电|固话|传真|联系|[Tt][Ee][Ll])[号码方式是为：:\s]{0,6}\Z"
)
_REFERENCE = re.compile(
    r"(?:编号|单号|工单|订单|受理|文号|流水|执照|邮编|[¥￥$])[号码是为：:\s]{0,6}\Z"
)
_MEASURE = re.compile(r"\s?[多余几]?(?:[元块万亿千百平㎡米吨户人个次年栋%]|号楼)")
_SPELLED = re.compile(r"[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖①-⑨0-9]{7,}")
_SPELLED_AT_LEAST = 3
"""Words or circles among a run of digits; fewer number a list."""
_OPEN_TO_ALL = ("400", "800", "20", "00000000")
"""Beginnings of long numbers that belong to nobody: service lines, dates, blanked numbers."""
_CONTEXT = 16
"""Characters before a number that may say what it is."""


def _one_to_one() -> dict[int, str]:
    """Full-width forms and every script's digits as ASCII, one character for one."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in range(0x80, 0x1FC00):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    return table | {ord("。"): ".", ord("｡"): "."}


_ASCII = _one_to_one()


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal numbers."""

    text: str
    doubtful: bool
    """Something is left that may still be a number of this kind; a person should look."""
    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    kind: Kind
    sure: bool = True


def mask(text: str) -> Masked:
    """The text with a mark in place of each number. Masking twice is masking once."""
    folded = text.translate(_ASCII)
    found = [*_plates_and_addresses(folded)]
    taken = {place for spot in found for place in range(spot.start, spot.end)}
    numbers, doubtful = _numbers(folded, taken)
    found += numbers
    doubtful = doubtful or _hides_a_number(folded) or any(not spot.sure for spot in found)
    return Masked(_replaced(text, found), doubtful, frozenset(spot.kind for spot in found))


def _replaced(text: str, found: list[_Found]) -> str:
    if not found:
        return text
    parts: list[str] = []
    at = 0
    for spot in sorted(found, key=lambda spot: spot.start):
        parts += (text[at : spot.start], MARKS[spot.kind])
        at = spot.end
    return "".join((*parts, text[at:]))


def _plates_and_addresses(folded: str) -> Iterator[_Found]:
    addresses = list(find_addresses(folded))
    for start, end in addresses:
        yield _Found(start, end, "email")
    for start, end in find_plates(folded):
        if not any(start < stop and begin < end for begin, stop in addresses):
            yield _Found(start, end, "plate")


def _numbers(folded: str, taken: set[int]) -> tuple[list[_Found], bool]:
    """The numbers among the groups of digits, and whether a doubtful one is left."""
    groups = [m.span() for m in _GROUP.finditer(folded) if m.start() not in taken]
    found: list[_Found] = []
    doubtful = False
    at = 0
    while at < len(groups):
        used, spot = _at(folded, groups, at)
        if spot is not None:
            found.append(spot)
        elif _is_doubtful(folded, groups[at]):
            doubtful = True
        at += used
    return found, doubtful


def _at(folded: str, groups: Sequence[tuple[int, int]], at: int) -> tuple[int, _Found | None]:
    """The longest number that begins with group `at`, and how many groups it takes."""
    dated = _date(folded, groups, at)
    if dated:
        return dated, None
    best: tuple[int, _Found | None] = (1, None)
    start = groups[at][0]
    digits = ""
    for used, (begin, end) in enumerate(groups[at : at + _LONGEST], start=1):
        if used > 1 and not _close(folded, groups[at + used - 2][1], begin):
            break
        digits += folded[begin:end]
        if len(digits) > _LONGEST:
            break
        spot = _number(folded, digits, start, end)
        if spot is not None:
            best = (used, spot)
    return best


def _number(folded: str, digits: str, start: int, end: int) -> _Found | None:
    if is_mobile(digits):
        return _Found(_with_plus(folded, start, end), end, "mobile")
    if is_landline(digits):
        return _Found(_with_plus(folded, start, end), end, "landline")
    if is_local_landline(digits) and _CALL.search(folded, max(0, start - _CONTEXT), start):
        return _Found(start, end, "landline")
    if len(digits) == 17:
        last = _closing_x(folded, end)
        if last and looks_like_identity_card(f"{digits}X"):
            return _Found(start, last, "identity_card", is_identity_card(f"{digits}X"))
    if looks_like_identity_card(digits):
        return _Found(start, end, "identity_card", is_identity_card(digits))
    return _Found(start, end, "bank_card") if is_bank_card(digits) else None


def _close(folded: str, end: int, begin: int) -> bool:
    """Whether only a few separators lie between two groups."""
    return begin - end <= _WIDEST_GAP and all(char in _SEPARATORS for char in folded[end:begin])


def _with_plus(folded: str, start: int, end: int) -> int:
    """Where a number begins: a plus sign belongs to it, and a bracket that is closed inside."""
    if start and folded[start - 1] == "+":
        start -= 1
    if start and folded[start - 1] == "(" and ")" in folded[start:end]:
        start -= 1
    return start


def _closing_x(folded: str, end: int) -> int | None:
    """Where an identity card's final X ends, when one stands close after 17 digits."""
    for last in range(end, min(end + _WIDEST_GAP + 1, len(folded))):
        char = folded[last]
        if char in "Xx":
            following = folded[last + 1 : last + 2]
            return None if following.isascii() and following.isalnum() else last + 1
        if char not in _SEPARATORS:
            return None
    return None


def _date(folded: str, groups: Sequence[tuple[int, int]], at: int) -> int:
    """How many groups a date such as 2019-09-01 takes; 0 when there is none."""
    if len(groups) < at + 3:
        return 0
    (_, y), (m0, m1), (d0, d1) = groups[at : at + 3]
    year, month, day = folded[groups[at][0] : y], folded[m0:m1], folded[d0:d1]
    separator = folded[y:m0]
    if len(separator) != 1 or separator not in "-." or folded[m1:d0] != separator:
        return 0
    if len(groups) > at + 3 and folded[d1 : groups[at + 3][0]] == separator:
        return 0
    plausible = len(year) == 4 and len(month) <= 2 and len(day) <= 2 and year[:2] in ("19", "20")
    return 3 if plausible and 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else 0


def _is_doubtful(folded: str, group: tuple[int, int]) -> bool:
    """A long number that neither its form nor its neighbours explain."""
    start, end = group
    digits = folded[start:end]
    if len(digits) < _DOUBTFUL_FROM or digits.startswith(_OPEN_TO_ALL):
        return False
    if _REFERENCE.search(folded, max(0, start - _CONTEXT), start):
        return False
    decimal = start > 1 and folded[start - 1] == "." and folded[start - 2].isdigit()
    return not (decimal or _MEASURE.match(folded, end))


def _hides_a_number(folded: str) -> bool:
    """Digits written as words or in circles, or the name of an account elsewhere."""
    for run in _SPELLED.finditer(folded):
        if sum(not char.isascii() for char in run.group()) >= _SPELLED_AT_LEAST:
            return True
    return hints_at_an_account(folded)
