"""Masking: no phone, identity-card, bank-card or plate number and no e-mail address survives.

A text is read folded (see `folded`), and what was found is cut out of the original. Numbers are
groups of digits that lie close together, whatever signs stand between them, unless these are
figures of their own (see `ordinary`); a match always begins and ends where a group does, so that
a piece of a longer number is never taken for one. What may be a number, or may be none, is left
for a person to look at. Every step is bounded per group: the time is linear in the length of the
text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.intake.reports.masking.accounts import hints_at_an_account
from services.intake.reports.masking.addresses import find_addresses
from services.intake.reports.masking.folded import (
    IN_CODE,
    Folded,
    fold,
    fold_decoded,
)
from services.intake.reports.masking.grouped import Numbers
from services.intake.reports.masking.hidden import hides_a_number
from services.intake.reports.masking.numbers import Kind, kind_of
from services.intake.reports.masking.plates import SPELLED, find_plates
from services.intake.reports.masking.said import DOUBTFUL_FROM, Found, Said
from services.intake.reports.masking.spelled import runs

MARKS: dict[Kind, str] = {
    "mobile": "［手机号］",
    "landline": "［固定电话］",
    "identity_card": "［身份证号］",
    "bank_card": "［银行卡号］",
    "email": "［电子邮箱］",
    "plate": "［车牌号］",
}
"""What stands in a number's place. No mark holds anything that is masked itself."""

_SIGN_OF_ADDRESS: Final = re.compile(
    r"[@艾aA(\[{<](?:(?<=@)|(?<=艾)特|(?<=[aA])[tT]|(?<=[(\[{<])\s?[aA]\s?[)\]}>])"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal numbers."""

    text: str
    doubtful: bool
    """Something is left that may still be a number of this kind; a person should look."""
    kinds: frozenset[Kind]


_NOTHING: Final[frozenset[Kind]] = frozenset()
Group = tuple[int, int]


def mask(text: str) -> Masked:
    """The text with a mark in place of each number. Masking twice is masking once."""
    if ("%" in text or "\\" in text) and IN_CODE.search(text):
        decoded = _mask(text, fold_decoded(text))
        masked = _mask(decoded.text, fold(decoded.text))
        doubtful = decoded.doubtful or masked.doubtful
        return Masked(masked.text, doubtful, decoded.kinds | masked.kinds)
    return _mask(text, fold(text))


def _mask(text: str, folded: Folded) -> Masked:
    said = Said(folded.text)
    if not (said.digits or said.letters or said.numerals):
        return Masked(text, hints_at_an_account(said.text), _NOTHING)
    found = list(_written(said))
    doubtful = False
    if said.digits >= DOUBTFUL_FROM:
        taken = {place for spot in found for place in range(spot.start, spot.end)}
        numbers, doubtful = Numbers(folded, taken).found()
        found += numbers
    doubtful = doubtful or any(not spot.sure for spot in found)
    doubtful = doubtful or hides_a_number(_blanked(said, found))
    return Masked(_replaced(text, folded, found), doubtful, frozenset(spot.kind for spot in found))


def _replaced(text: str, folded: Folded, found: list[Found]) -> str:
    if not found:
        return text
    parts: list[str] = []
    at = 0
    for spot in sorted(found, key=lambda spot: spot.start):
        start, end = folded.span(spot.start, spot.end)
        parts += (text[at : max(at, start)], MARKS[spot.kind])
        at = max(at, end)
    return "".join((*parts, text[at:]))


def _blanked(said: Said, found: list[Found]) -> Said:
    """The text without what was found, of which no doubt is left."""
    if not found:
        return said
    at = 0
    parts: list[str] = []
    for spot in sorted(found, key=lambda spot: spot.start):
        parts += (said.text[at : spot.start], "号")
        at = spot.end
    return Said("".join((*parts, said.text[at:])))


def _written(said: Said) -> Iterator[Found]:
    """Addresses, plates, and numbers written as words; none lies in another."""
    taken: list[Group] = []
    for spot in _each_written(said):
        if not _meets(taken, spot.start, spot.end):
            taken.append((spot.start, spot.end))
            yield spot


def _each_written(said: Said) -> Iterator[Found]:
    if said.letters:
        text = said.plain
        for start, end, sure in find_addresses(text) if _SIGN_OF_ADDRESS.search(text) else ():
            yield Found(start, end, "email", sure)
        for start, end, sure in find_plates(text) if said.digits else ():
            if sure:
                yield Found(start, end, "plate")
        for start, end in _spelled_plates(text) if said.numerals else ():
            yield Found(start, end, "plate", sure=False)
    for run in runs(said.text) if said.numerals else ():
        kind = kind_of(run.digits)
        if kind:
            yield Found(run.start, run.end, kind, sure=False)


def _spelled_plates(text: str) -> Iterator[Group]:
    """Plates whose digits are words that stand side by side."""
    for found in SPELLED.finditer(text):
        after = text[found.end() : found.end() + 1]
        ends = not (after.isnumeric() or (after.isascii() and after.isalnum()))
        if ends and not found.group()[-5:].isdecimal():
            yield found.span()


def _meets(taken: Sequence[Group], start: int, end: int) -> bool:
    return any(start < stop and begin < end for begin, stop in taken)
