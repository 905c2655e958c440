"""Numbers that begin in one text and end in the next one."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Final, Protocol


class Masked(Protocol):
    """A text without personal numbers."""

    @property
    def text(self) -> str: ...


_NEAR: Final = 40
"""Characters of each text that may belong to such a number."""
_AT_EDGE: Final = 6
"""Signs and blanks that may stand around its parts."""


def is_split(texts: Iterable[str], mask: Callable[[str], Masked]) -> bool:
    """Whether the end of one masked text and the beginning of another make a number, in whatever
    order they are read."""
    said = [text for text in texts if text]
    ends = [text for text in said if _has_digit_first(text[: -_AT_EDGE - 1 : -1])]
    if not ends:
        return False
    begins = [text for text in said if _has_digit_first(text[:_AT_EDGE])]
    for before, after in product(ends, begins):
        joined = f"{before[-_NEAR:]}\n{after[:_NEAR]}"
        if before is not after and mask(joined).text != joined:
            return True
    return False


def _has_digit_first(signs: str) -> bool:
    """Whether the first letter or digit among them is a digit, also one written as a word."""
    for sign in signs:
        if sign.isalnum():
            return sign.isnumeric()
    return False
