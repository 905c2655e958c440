"""The forms of personal numbers, judged on bare ASCII digits."""

import re
from typing import Literal

Kind = Literal["mobile", "landline", "identity_card", "bank_card", "email", "plate"]

_MOBILE = re.compile(r"(?:0086|86|0)?1[3-9][0-9]{9}")
_LANDLINE = re.compile(
    r"(?:(?:0086|86)0?|0)"
    r"(?:(?:10|2[0-9])[2-8][0-9]{7}|[3-9][0-9]{2}[2-8][0-9]{6,7})"
)
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_IDENTITY_18 = re.compile(
    r"([1-9][0-9])[0-9]{4}(?:18|19|20)[0-9]{2}([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]"
)
_IDENTITY_15 = re.compile(r"([1-9][0-9])[0-9]{4}[0-9]{2}([0-9]{2})([0-9]{2})[0-9]{3}")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91")
"""First two digits of an administrative division code (GB/T 2260)."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
"""Weights and check characters of GB 11643-1999, ISO 7064 MOD 11-2."""
_CARD = re.compile(r"[3-69][0-9]{15,18}")


def is_mobile(digits: str) -> bool:
    """A mainland mobile number, with or without the country code or a leading 0."""
    return _MOBILE.fullmatch(digits) is not None


def is_landline(digits: str) -> bool:
    """An area code and a subscriber's number; the 0 may lack only after a country code."""
    return _LANDLINE.fullmatch(digits) is not None


def is_local_landline(digits: str) -> bool:
    """A subscriber's number alone, which only its surroundings tell from another number."""
    return _LOCAL.fullmatch(digits) is not None


def looks_like_identity_card(digits: str) -> bool:
    """Division, birth date and serial of 18 (GB 11643-1999) or 15 digits; check not computed."""
    match = _IDENTITY_18.fullmatch(digits) or _IDENTITY_15.fullmatch(digits)
    if match is None or _PROVINCE.fullmatch(match[1]) is None:
        return False
    return 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31


def is_identity_card(digits: str) -> bool:
    """As looks_like_identity_card, and the check character of 18 is right."""
    if not looks_like_identity_card(digits):
        return False
    if len(digits) == 15:
        return True
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return _CHECKS[total % 11] == digits[17]


def is_bank_card(digits: str) -> bool:
    """16 to 19 digits of a card issuer's range with a right check digit (ISO/IEC 7812-1, Luhn)."""
    if _CARD.fullmatch(digits) is None:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def kind_of(digits: str) -> Kind | None:
    """What digits alone are, when nothing around them has to say it."""
    if is_mobile(digits):
        return "mobile"
    if is_landline(digits):
        return "landline"
    if is_identity_card(digits):
        return "identity_card"
    return "bank_card" if is_bank_card(digits) else None
