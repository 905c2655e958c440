"""Numbers among groups of digits that lie close together."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from services.intake.reports.masking.folded import Folded
from services.intake.reports.masking.numbers import (
    is_bank_card,
    is_identity_card,
    is_landline,
    is_local_landline,
    is_mobile,
    looks_like_identity_card,
)
from services.intake.reports.masking.ordinary import Ordinary, in_list
from services.intake.reports.masking.said import DOUBTFUL_FROM, GROUP, Found

_GAP: Final = re.compile(r"[\W_ー一丨ㄧㅡ]*")
"""All that is no letter and no digit, and letters that look like strokes."""
_WIDEST_GAP: Final = 5
"""Signs between two groups of one number, as in "(0574) - 8765 4321"."""
_WIDEST_SPACE: Final = 24
_WIDEST_BLANK: Final = 1_000
"""Blanks are shown as one, however many there are."""
_SIGNS_REPEATED: Final = 2
"""Of how few signs a longer gap may be made, such as a line of dots."""
_LONGEST: Final = 19
"""Digits of the longest number that is masked, a bank card's."""
_CALL: Final = re.compile(
    r"(?:电话|座机|热线|致电|拨打|来电|固话|传真|联系|请打|℡|[Tt][Ee][Ll])(?:[号码方式是为我]|[^\w]){0,6}\Z"
)
_REFERENCE: Final = re.compile(
    r"(?:编号|单号|工单|订单|受理|文号|流水|执照|邮编|[¥￥$])[号码是为：:\s]{0,6}\Z"
)
_MEASURE: Final = re.compile(r"\s?[多余几]?(?:[元块万亿千百平㎡米吨户人个次年栋%]|号楼)")
_OPEN_TO_ALL: Final = ("400", "800", "20", "00000000")
"""Beginnings of long numbers that belong to nobody: service lines, dates, blanked numbers."""
_CONTEXT: Final = 16
"""Characters before a number that may say what it is."""
_CLOSING: Final = frozenset("Xx×хХΧχ✕✖")
_CARD_GROUPS: Final = ([4, 4, 4, 4], [4, 4, 4, 4, 1], [4, 4, 4, 4, 2], [4, 4, 4, 4, 3], [6, 13])
Group = tuple[int, int]


class Numbers:
    """The numbers among the groups of digits of one text."""

    __slots__ = ("_groups", "_ordinary", "_text")

    def __init__(self, folded: Folded, taken: set[int]) -> None:
        self._text = folded.text
        self._ordinary = Ordinary(folded.text, folded.seams)
        self._groups = [group for group in _groups(folded) if not taken or group[0] not in taken]

    def found(self) -> tuple[list[Found], bool]:
        """The numbers, and whether a doubtful one is left."""
        found: list[Found] = []
        doubtful = False
        at = 0
        while at < len(self._groups):
            used, spot, doubt = self._at(at)
            doubtful = doubtful or doubt
            if spot is not None:
                found.append(spot)
            elif self._is_doubtful(at):
                doubtful = True
            at += used
        return found, doubtful

    def _at(self, at: int) -> tuple[int, Found | None, bool]:
        """The longest number that begins with group `at`, how many groups it takes, and whether
        figures of their own would be one, too."""
        best: tuple[int, Found | None] = (1, None)
        doubt = False
        groups = self._groups[at : at + _LONGEST]
        start, digits = groups[0][0], ""
        for used, (begin, end) in enumerate(groups, start=1):
            if used > 1 and not self._close(groups[used - 2][1], begin):
                break
            digits += self._text[begin:end]
            if len(digits) > _LONGEST:
                break
            spot = self._number(digits, start, end)
            if spot is None:
                doubt = doubt or self._is_odd_card(digits, groups[:used])
                continue
            ordinary = self._is_ordinary(at, used)
            # The date of birth inside is part of it.
            if ordinary is False or (ordinary is None and spot.kind == "identity_card"):
                best = (used, spot)
            doubt = doubt or ordinary is None
        return best[0], best[1], doubt and best[1] is None

    def _is_ordinary(self, at: int, used: int) -> bool | None:
        if used == 1:
            return False
        listed = in_list(self._text, self._groups, at, used)
        return self._ordinary.hold(self._groups[at : at + used]) if listed is False else listed

    def _number(self, digits: str, start: int, end: int) -> Found | None:
        text = self._text
        if len(digits) < DOUBTFUL_FROM:
            return None
        if is_mobile(digits):
            return Found(_with_plus(text, start, end), end, "mobile")
        if is_landline(digits):
            return Found(_with_plus(text, start, end), end, "landline")
        if is_local_landline(digits) and _CALL.search(text, max(0, start - _CONTEXT), start):
            return Found(start, end, "landline")
        if len(digits) == 17:
            last = _closing_x(text, end)
            if last and looks_like_identity_card(f"{digits}X"):
                return Found(start, last, "identity_card", is_identity_card(f"{digits}X"))
        if looks_like_identity_card(digits):
            return Found(start, end, "identity_card", is_identity_card(digits))
        return Found(start, end, "bank_card") if is_bank_card(digits) else None

    def _close(self, end: int, begin: int) -> bool:
        """Whether only a few separators lie between two groups."""
        if begin - end > _WIDEST_SPACE:
            return begin - end <= _WIDEST_BLANK and self._text[end:begin].isspace()
        gap = self._text[end:begin]
        if _GAP.fullmatch(gap) is None:
            return False
        if len(gap) <= _WIDEST_GAP:
            return True
        signs = "".join(gap.split())
        return len(signs) <= _WIDEST_GAP or len(set(signs)) <= _SIGNS_REPEATED

    def _is_odd_card(self, digits: str, groups: Sequence[Group]) -> bool:
        """Whether digits are grouped as on a bank card, with a check digit that is wrong."""
        if not 16 <= len(digits) <= _LONGEST or digits[0] not in "34569":
            return False
        grouped = [end - start for start, end in groups] in _CARD_GROUPS
        return grouped and self._ordinary.hold(groups) is False

    def _is_doubtful(self, at: int) -> bool:
        """A long number that neither its form nor its neighbours explain."""
        start, end = self._groups[at]
        while at + 1 < len(self._groups) and self._groups[at + 1][0] == end:
            if self._at(at + 1)[1] is not None:
                break
            at += 1
            end = self._groups[at][1]
        text = self._text
        digits = text[start:end]
        if len(digits) < DOUBTFUL_FROM or digits.startswith(_OPEN_TO_ALL):
            return False
        if _REFERENCE.search(text, max(0, start - _CONTEXT), start):
            return False
        decimal = start > 1 and text[start - 1] == "." and text[start - 2].isdigit()
        return not (decimal or _MEASURE.match(text, end))


def _groups(folded: Folded) -> list[Group]:
    """The groups of digits, cut where something was dropped inside."""
    groups = [found.span() for found in GROUP.finditer(folded.text)]
    if not folded.seams:
        return groups
    cut: list[Group] = []
    for start, end in groups:
        places = [place for place in range(start + 1, end) if place in folded.seams]
        cut += pairwise((start, *places, end))
    return cut


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
        if char in _CLOSING:
            following = folded[last + 1 : last + 2]
            return None if following.isascii() and following.isalnum() else last + 1
        if char.isalnum():
            return None
    return None
