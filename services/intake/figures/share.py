"""A rate with the counts behind it, and a middle value with how many it stands for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. Where there is no whole there is no rate: unavailable, never 0."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """With one decimal; None when it is unavailable."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True, slots=True)
class Median:
    """The middle of `number` durations, in days of 24 hours; of an even number the mean of two."""

    days: float | None
    """None where nothing was measured."""
    number: int


NOTHING = Median(None, 0)
