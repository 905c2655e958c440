"""A time limit as a standard writes it: "4工作时", "2紧急工作日"; read exactly or not at all.

Source of the units: GB/T 30428 (digital city management) as its published tables use them: the
urgent ones run through night and holiday, the others count working time only.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

Unit = Literal["urgent_hour", "urgent_day", "working_hour", "working_day"]
UNIT_WORDS: Final[dict[str, Unit]] = {
    "紧急工作时": "urgent_hour",
    "紧急工作日": "urgent_day",
    "工作时": "working_hour",
    "工作日": "working_day",
}
LONGEST: Final = 10_000
"""Of any unit; a longer limit is a slip of the pen."""
_PATTERN: Final = re.compile(
    r"([0-9]{1,6})(?:\.([0-9]{1,4}))? ?(紧急工作时|紧急工作日|工作时|工作日)"
)


class UnreadableLimit(Exception):
    """The text is no limit: a number and one of the four units, nothing else."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time of one unit; more than zero."""

    amount: Fraction
    unit: Unit

    @property
    def runs_through(self) -> bool:
        """Whether nights, rest days and holidays count like any other hour."""
        return self.unit in ("urgent_hour", "urgent_day")


def read_limit(text: str) -> Limit:
    """The limit a text names. Raises UnreadableLimit; "4小时" is one hour of which kind?

    Full-width digits are the same digits (NFKC); nothing else is forgiven.
    """
    found = _PATTERN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise UnreadableLimit(text)
    whole, part, word = found.groups()
    amount = Fraction(f"{whole}.{part}" if part else whole)
    if not 0 < amount <= LONGEST:
        raise UnreadableLimit(text)
    return Limit(amount, UNIT_WORDS[word])
