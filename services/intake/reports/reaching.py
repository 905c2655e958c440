"""How a person can be reached: telephone numbers and e-mail addresses, folded.

One folding for storing, comparing, finding and sending: what is the same to a telephone exchange
or a mail server becomes the same text. Plain input stays as it is.
"""

import re
import unicodedata
from typing import Final

from services.runtime.invisible import seen

_TEL: Final = re.compile(
    r"(?i:tel|phone|sms)[:.]\s*|(?:电话|手机|联系电话|手机号)(?:号码?)?\s*[:]?\s*"
)
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_TRUNK: Final = re.compile(r"01[3-9][0-9]{9}")
_COUNTRY: Final = re.compile(r"(?:00)?86(?=(?:0[0-9]{10,12}|[1-9][0-9]{10}|(?:10|2)[0-9]{8,9})\Z)")
_SIGNS: Final = re.compile(r"[0-9+\-.()/ ]+")
_EXTENSION: Final = re.compile(
    r"[\s,;\-]*(?:(?i:ext(?:ension)?|x)\.?|转|分机|#)\s*([0-9]{1,6})\s*\Z"
)
_DIGITS: Final = range(7, 21)
_SHORTEST: Final = 5
_BLANKED: Final = "0" * 9
"""One zero less is a number that an exchange gives out."""
_COUNTED: Final = "123456789012345"
_DASHES: Final = dict.fromkeys((*range(8208, 8214), 8722, 65112, 65123, 12540), "-")
_MAILTO: Final = re.compile(r"(?i:mailto:)\s*")
_NAMED: Final = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>\s*")
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ENCODED: Final = "=?"
"""Begins an encoded word (RFC 2047): read as one, an address becomes another, or two lines."""
_AROUND: Final = " \t\r\n.,;:，。；：、'\"“”‘’"
_LONGEST_LOCAL, _LONGEST_ADDRESS = 64, 254


def is_placeholder(phone: str) -> bool:
    """Whether a telephone number was written only because something had to be: `0`, `000…`,
    `无`, `12345678`. Nobody stands behind it, and no two people are one because of it."""
    digits = phone_digits(phone)
    if len(digits) < _SHORTEST or len(set(digits)) == 1 or digits.endswith(_BLANKED):
        return True
    return len(digits) >= min(_DIGITS) and _COUNTED.startswith(digits)


def phone_digits(text: str) -> str:
    """What telephone numbers are compared by: their digits, whatever script and width, without
    the country code of mainland China and without the trunk 0 of a mobile number."""
    digits = text if text.isascii() and text.isdigit() else _digits(text)
    country = _COUNTRY.match(digits)
    if country is not None:
        digits = digits[country.end() :]
        if digits[0] != "0" and not _MOBILE.fullmatch(digits):
            digits = f"0{digits}"
    return digits[1:] if _TRUNK.fullmatch(digits) else digits


def phone_of(text: str) -> str | None:
    """The number as it is stored and dialled; none when nobody can be reached by it.

    Mobile numbers are their eleven digits, others keep the strokes they were written with.
    """
    if _MOBILE.fullmatch(text) and text.isascii():
        return None if is_placeholder(text) else text
    shown = _shown(text)
    extension = _EXTENSION.search(shown)
    dialled = shown[: extension.start()] if extension else shown
    digits = phone_digits(dialled)
    if not _SIGNS.fullmatch(dialled) or len(digits) not in _DIGITS or is_placeholder(digits):
        return None
    if _MOBILE.fullmatch(digits):
        return digits
    abroad = dialled.lstrip("( ").startswith(("+", "00"))
    if abroad and len(digits) > 17:
        return None
    # In this country only mobile numbers begin so, and they have eleven digits.
    if not abroad and digits[0] == "1" and not digits.startswith("10"):
        return None
    return shown


def email_key(text: str) -> str:
    """What e-mail addresses are compared by; what is none, by its letters."""
    return (email_of(text) or seen(unicodedata.normalize("NFKC", text)).strip()).casefold()


def email_of(text: str) -> str | None:
    """The address as it is stored and written to, with a name's host in the form that mail
    servers use; none when nothing can be delivered to it."""
    shown = seen(unicodedata.normalize("NFKC", seen(text))).strip().replace("。", ".")
    named = _NAMED.fullmatch(shown)
    shown = _MAILTO.sub("", named[1] if named else shown, count=1).partition("?")[0]
    name, at, written = shown.strip(_AROUND).strip("<>").rpartition("@")
    host = _host(written.strip(_AROUND))
    if not at or host is None or not _LOCAL.fullmatch(name) or _ENCODED in name:
        return None
    fits = len(name) <= _LONGEST_LOCAL and len(name) + 1 + len(host) <= _LONGEST_ADDRESS
    return f"{name}@{host}" if fits else None


def _host(host: str) -> str | None:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    labels = host.split(".")
    known = len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    return host if known and len(labels[-1]) > 1 and not labels[-1].isdigit() else None


def _shown(text: str) -> str:
    folded = seen(unicodedata.normalize("NFKC", seen(text))).translate(_DASHES)
    if not folded.isascii():
        folded = "".join(
            str(unicodedata.digit(char, char))
            for char in folded
            if unicodedata.category(char) not in ("Mn", "Me")
        )
    return _TEL.sub("", " ".join(folded.split()), count=1).strip(_AROUND + "*")


def _digits(text: str) -> str:
    return "".join(char for char in _shown(text) if char.isascii() and char.isdigit())
