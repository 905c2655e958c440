"""An expert's rating: points for one criterion of one project, with a name and a reason."""

from dataclasses import dataclass
from datetime import datetime


class NotRated(Exception):
    """The criterion is counted or recorded, never rated; or there is no such criterion."""


class RatingMoved(Exception):
    """Somebody else has rated since the caller looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """Whole points from 0 to 100. A withdrawn rating has none; the earlier versions stay."""

    project: str
    criterion: str
    version: int
    low: int | None
    high: int | None
    who: str
    reason: str
    at: datetime
