"""The number of a report as people type it from a slip."""

import re
import unicodedata
from typing import Final

from services.runtime.invisible import seen

_NUMBER: Final = re.compile(r"([0-9]{8})([0-9A-Z]{5})")
_BETWEEN: Final = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")


def read_number(typed: str) -> str | None:
    """As we write it, whatever its case, width, blanks and strokes; none when it cannot be one."""
    signs = _BETWEEN.sub("", seen(unicodedata.normalize("NFKC", typed))).upper()
    found = _NUMBER.fullmatch(signs)
    return f"{found[1]}-{found[2]}" if found else None


def typed_number(typed: str) -> str:
    """As we write it where it can be one; else as it stands, which names no report."""
    return read_number(typed) or typed.strip().upper()
