"""What a planner says of a need over what its messages say: category, severity and place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.projectbank.needs.grouping.shape import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What was said; none of what a planner left to the messages."""

    category: str | None = None
    severity: int | None = None
    """1 to 4; confirms it."""
    area_path: tuple[str, ...] | None = None
    point: Point | None = None

    def as_details(self) -> dict[str, Any]:
        """As the log of decisions keeps it: only what was said."""
        said = {
            "category": self.category,
            "severity": self.severity,
            "area_path": None if self.area_path is None else list(self.area_path),
            "point": None if self.point is None else list(self.point),
        }
        return {name: value for name, value in said.items() if value is not None}


NOTHING_DESCRIBED: Final = Description()


def described(said: Iterable[Mapping[str, Any]]) -> Description:
    """All that was said, the later over the earlier."""
    known: dict[str, Any] = {}
    for details in said:
        known |= details
    path, point = known.get("area_path"), known.get("point")
    return Description(
        category=known.get("category"),
        severity=known.get("severity"),
        area_path=None if path is None else tuple(path),
        point=None if point is None else (point[0], point[1]),
    )
