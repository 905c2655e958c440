"""A time limit of a case: an amount of one of the four units, read exactly or not at all."""

from dataclasses import dataclass
from fractions import Fraction

from services.contracts.profile.time_limits import Unit, read_amount


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
    """The limit a text names. Raises UnreadableLimit; "4小时" is one hour of which kind?"""
    read = read_amount(text)
    if read is None:
        raise UnreadableLimit(text)
    return Limit(*read)
