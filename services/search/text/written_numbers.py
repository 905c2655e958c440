"""Numbers of records as people write them: without strokes, zeros in front, in small letters.

`20261122-7K3QX`, `202611227k3qx` and full-width forms are one; so are `N-000026`, `N-26` and
`n26`, and the numbers that other systems gave.
"""

import re
import unicodedata
from typing import Final

from services.runtime.invisible import seen

_SIGN: Final = re.compile(r"[\W_]+")
_COUNTED: Final = re.compile(r"([a-z]{1,3})0*([0-9]+)")
_LONGEST: Final = 64


def written_number(text: str) -> str | None:
    """What a number is compared by; none when it cannot be one: no digit in it, too long."""
    if len(text) > 2 * _LONGEST:
        return None
    signs = _SIGN.sub("", seen(unicodedata.normalize("NFKC", text))).lower()
    if not 2 <= len(signs) <= _LONGEST or not any(map(str.isdigit, signs)):
        return None
    counted = _COUNTED.fullmatch(signs)
    return f"{counted[1]}{counted[2]}" if counted else signs
