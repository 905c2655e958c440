"""What may be a number of a person all the same, and is left for somebody to look at."""

import re
from typing import Final

from services.intake.reports.masking.abroad import may_be_of_elsewhere
from services.intake.reports.masking.accounts import hints_at_an_account
from services.intake.reports.masking.addresses import may_spell_an_address
from services.intake.reports.masking.numbers import is_mobile
from services.intake.reports.masking.ordinary import Ordinary
from services.intake.reports.masking.plates import find_plates
from services.intake.reports.masking.pronounced import tells_a_number
from services.intake.reports.masking.retold import abridges_a_number, retells_a_number
from services.intake.reports.masking.said import DOUBTFUL_FROM, Said
from services.intake.reports.masking.spelled import is_doubtful, runs

_APART: Final = re.compile(r"1(?<![0-9].)[3-9][0-9][^0-9]{1,3}[0-9]{4}[^0-9]{1,3}[0-9]{4}(?![0-9])")
"""A mobile number with a word or two between its groups."""
_AREA_APART: Final = re.compile(
    r"0(?<![0-9.].)[1-9][0-9]{1,2}[^0-9]{1,3}[2-8][0-9]{2,3}[^0-9]{1,3}[0-9]{4}(?![0-9])"
)
_EACH_APART: Final = re.compile(
    r"1(?<![0-9.].)[^0-9]{1,2}[3-9](?:[^0-9]{1,2}[0-9]){9}(?![0-9]|[^0-9]{1,2}[0-9])"
)
_COUNTED: Final = r"(?!\s?[路号栋幢室楼层户元块万米平㎡人个辆年月日点分线%])"
_TOLD: Final = re.compile(
    rf"1(?<![0-9.].)[3-9][0-9]{_COUNTED}[^0-9]{{1,12}}(?!19|20)[0-9]{{4}}{_COUNTED}"
    rf"[^0-9]{{1,12}}(?!19|20)[0-9]{{4}}(?![0-9]){_COUNTED}"
)
"""One whose groups are told apart in a sentence."""
_LOOKALIKE: Final = re.compile(
    r"[1Il|](?<![A-Za-z0-9].)(?:[\W_]{0,3}[0-9OoIlSZB|]){10}(?![A-Za-z0-9])"
)
_AS_DIGITS: Final = str.maketrans("OoIl|SZB", "00111528")
_NO_SIGN: Final = re.compile(r"[^0-9A-Za-z|]+")
_ABRIDGED_FROM: Final = 2
"""Digits before those that are told by how many they are."""
_LEFT_AS_DIGITS: Final = 4
"""Digits that are written as such in a number in which letters stand for others."""


def hides_a_number(said: Said) -> bool:
    """What may be a number all the same: written as words, with words between its groups, of a
    country abroad, with letters for digits; or the name of an account elsewhere."""
    if said.numerals and any(is_doubtful(run) for run in runs(said.text)):
        return True
    text = said.plain
    if hints_at_an_account(text) or (said.letters and _spells_something(text, said)):
        return True
    if (said.digits > _ABRIDGED_FROM or said.numerals) and abridges_a_number(text):
        return True
    if said.digits < DOUBTFUL_FROM:
        return False
    if may_be_of_elsewhere(text) or retells_a_number(text):
        return True
    if _TOLD.search(text) or _EACH_APART.search(text):
        return True
    apart = _APART.search(text) or _AREA_APART.search(text)
    return apart is not None and Ordinary(text).hold([apart.span()]) is False


def _spells_something(text: str, said: Said) -> bool:
    """What may be an address, a plate or a number in which letters stand for something else."""
    if may_spell_an_address(text) or tells_a_number(text):
        return True
    if said.digits and any(not sure for _, _, sure in find_plates(text)):
        return True
    return said.digits >= _LEFT_AS_DIGITS and any(
        _looks_like_mobile(_NO_SIGN.sub("", found.group())) for found in _LOOKALIKE.finditer(text)
    )


def _looks_like_mobile(signs: str) -> bool:
    digits = sum(map(str.isdigit, signs))
    return _LEFT_AS_DIGITS <= digits < len(signs) and is_mobile(signs.translate(_AS_DIGITS))
