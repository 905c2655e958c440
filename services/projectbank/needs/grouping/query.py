"""A report as the grouping reads it."""

from dataclasses import dataclass

from services.projectbank.needs.grouping.shape import Groupable, Point, Vectors
from services.projectbank.needs.grouping.words import Words


@dataclass(frozen=True, slots=True)
class Query:
    """Weighed by what was said before."""

    report: Groupable
    read: Words
    said: Vectors
    norm: int
    """Squared length of the vector of words, about UNIT squared."""
    rarity: dict[str, int]
    """Of each pair that may find candidates."""
    point: Point | None

    @property
    def is_displaced(self) -> bool:
        """Whether a place is given, but one that means "somewhere"."""
        return self.point is None and self.report.point is not None
