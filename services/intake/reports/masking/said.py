"""A folded text as it is asked for personal numbers, and what is found in it."""

import re
from dataclasses import dataclass
from typing import Final

from services.intake.reports.masking.folded import CIRCLED, with_plain_letters
from services.intake.reports.masking.numbers import Kind
from services.intake.reports.masking.spelled import holds_numerals

DOUBTFUL_FROM: Final = 7
"""Digits; what is shorter reaches nobody."""
GROUP: Final = re.compile(r"[0-9]+")
_LETTER: Final = re.compile(f"[A-Za-z{CIRCLED}\u0391-\u03c9\u0405-\u044f\u0455-\u0458\u04c0\u04cf]")


@dataclass(frozen=True, slots=True)
class Found:
    """A number of a person and where it stands in the folded text."""

    start: int
    end: int
    kind: Kind
    sure: bool = True


class Said:
    """A folded text and what it holds at all: most texts need no closer look."""

    __slots__ = ("_plain", "digits", "letters", "numerals", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.digits = sum(map(len, GROUP.findall(text)))
        self.letters = _LETTER.search(text) is not None
        self.numerals = holds_numerals(text)
        self._plain: str | None = None

    @property
    def plain(self) -> str:
        """With plain letters where they are in circles or of an alphabet that looks alike."""
        if self._plain is None:
            self._plain = with_plain_letters(self.text) if self.letters else self.text
        return self._plain
