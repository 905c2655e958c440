"""A report as the grouping reads it."""

from dataclasses import dataclass
from functools import cached_property

from services.projectbank.needs.grouping.shape import Groupable, Point, Vectors
from services.projectbank.needs.grouping.words import Words


@dataclass(frozen=True)
class Query:
    """Weighed by what was said before."""

    report: Groupable
    read: Words
    said: Vectors
    norm: int
    """Squared length of the vector of words, about UNIT squared."""
    norm_beside: int
    """The same without the names of the place."""
    rarity: dict[str, int]
    """Of each pair that may find candidates."""
    point: Point | None

    @cached_property
    def beside(self) -> dict[str, int]:
        """The words without those that name the place of the subject."""
        words, place = self.said.words, self.read.place
        return {pair: weight for pair, weight in words.items() if pair not in place}

    @property
    def is_displaced(self) -> bool:
        """Whether a place is given, but one that means "somewhere"."""
        return self.point is None and self.report.point is not None
