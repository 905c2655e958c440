"""Open needs around a project, whether or not they are in a project: never other projects."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from services.projectbank.needs.grouping.distance import within
from services.projectbank.needs.grouping.shape import Point
from services.projectbank.needs.reports.report import stored_point
from services.projectbank.needs.tables import needs
from services.projectbank.projects.project import Project

OPEN = ("proposed", "confirmed", "in_project")
"""States of needs that are worth a project and not put right yet."""
_CELL = 100_000
"""A hundredth of a degree: wider than any reach below 75° of latitude."""


@dataclass(frozen=True, slots=True)
class NeedPlace:
    need: str
    group: str
    point: Point | None
    area: str | None


class Neighbours:
    """Finds open needs within reach of a project, or in the same estate."""

    def __init__(
        self, places: Iterable[NeedPlace], estates: frozenset[str], reach_metres: int
    ) -> None:
        self._estates = estates
        self._reach = reach_metres
        self._cells: dict[tuple[int, int], list[NeedPlace]] = {}
        self._areas: dict[str, list[NeedPlace]] = {}
        for place in places:
            if place.point is not None:
                self._cells.setdefault(_cell(place.point), []).append(place)
            if place.area in estates and place.area is not None:
                self._areas.setdefault(place.area, []).append(place)

    def is_placed(self, project: Project) -> bool:
        """Whether needs around it would be seen."""
        return project.area in self._estates or project.lat is not None

    def around(self, project: Project, groups: frozenset[str]) -> set[str]:
        """Open needs of these groups that the works would reach, its own left out."""
        return {
            place.need
            for place in self._near(project)
            if place.group in groups and place.need not in project.needs
        }

    def _near(self, project: Project) -> Iterator[NeedPlace]:
        if project.area in self._estates and project.area is not None:
            yield from self._areas.get(project.area, ())
        point = stored_point(project.lat, project.long)
        if point is None:
            return
        north, east = _cell(point)
        for cell in ((north + y, east + x) for y in (-1, 0, 1) for x in (-1, 0, 1)):
            for place in self._cells.get(cell, ()):
                if place.point is not None and within(place.point, point, self._reach):
                    yield place


def open_need_places(conn: Connection) -> list[NeedPlace]:
    query = select(needs.c.id, needs.c.group, needs.c.lat, needs.c.long, needs.c.area).where(
        needs.c.state.in_(OPEN)
    )
    return [
        NeedPlace(row.id, row.group, stored_point(row.lat, row.long), row.area)
        for row in conn.execute(query)
    ]


def _cell(point: Point) -> tuple[int, int]:
    return point[0] // _CELL, point[1] // _CELL
