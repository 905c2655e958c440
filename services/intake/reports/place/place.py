"""Where a report is: its point in WGS-84, and the area and road that intake alone assigns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from services.contracts.intake_events import Place
from services.contracts.profile.model import LEVELS, Profile
from services.intake.reports.place.area_index import AreaIndex
from services.intake.reports.place.names import Meaning, Mention, PlaceNames
from services.intake.reports.place.nearest_road import NearestRoad
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.report import NewReport

ToWgs84 = Callable[[float, float, str], tuple[float, float]]
"""(lat, long, datum) to WGS-84 (lat, long)."""
Point = tuple[float, float]
"""Latitude and longitude in WGS-84."""

SURE: Final = 1.0
NAMED_IN_ADDRESS: Final = 0.8
NAMED_IN_SUBJECT: Final = 0.7
NAMED_IN_DESCRIPTION: Final = 0.6
TOO_FAR: Final = 300.0
"""Metres from a located report beyond which a road that is named is one only spoken of."""


@dataclass(frozen=True, slots=True)
class FoundArea:
    """An area and how sure it is (0..1) that the report belongs to it."""

    code: str | None
    confidence: float


NOWHERE: Final = FoundArea(None, 0.0)


class Places:
    """Assigns places by one profile. Immutable, safe for threads."""

    def __init__(self, profile: Profile, to_wgs84: ToWgs84) -> None:
        self._profile = profile
        self._to_wgs84 = to_wgs84
        self._areas = AreaIndex(profile)
        self._names = PlaceNames(profile)
        self._roads = NearestRoad(profile.roads)

    def of(self, new: NewReport, address: str, subject: str, description: str) -> Place:
        """The place of a report; the texts are the masked ones.

        A name leads to an area or a road, never to coordinates: a school may be named for what
        is around its corner.
        """
        point = self._point(new)
        texts = [self._names.mentioned_in(text) for text in (address, subject, description)]
        found = self._area(new, point, texts)
        return Place(
            lat=None if point is None else point[0],
            long=None if point is None else point[1],
            address=address,
            area=found.code,
            area_path=self._profile.area_path(found.code),
            area_confidence=found.confidence,
            road=self._road(point, found, texts),
        )

    def moved(self, place: Place, where: Relocation, subject: str, description: str) -> Place:
        """Where something is of which somebody says so; what is not said stays as it was."""
        said = NewReport(description="", lat=place.lat, long=place.long, area=where.area)
        if where.lat is not None:
            said = replace(said, lat=where.lat, long=where.long, datum=where.datum)
        return self.of(said, place.address, subject, description)

    def _point(self, new: NewReport) -> Point | None:
        if new.lat is None or new.long is None:
            return None
        if new.datum == "wgs84":
            return new.lat, new.long
        return self._to_wgs84(new.lat, new.long, new.datum)

    def _area(
        self, new: NewReport, point: Point | None, texts: Sequence[Sequence[Mention]]
    ) -> FoundArea:
        """Given code, else deepest outline around the point, else a name, else nowhere."""
        if new.area is not None:
            return FoundArea(new.area, SURE)
        inside = None if point is None else self._areas.at(*point)
        if inside is not None:
            return FoundArea(inside.code, SURE)
        grades = (NAMED_IN_ADDRESS, NAMED_IN_SUBJECT, NAMED_IN_DESCRIPTION)
        for mentions, confidence in zip(texts, grades, strict=True):
            code = self._named(mentions) if mentions else None
            if code is not None:
                return FoundArea(code, confidence)
        return NOWHERE

    def _named(self, mentions: Iterable[Mention]) -> str | None:
        """The deepest area that names without doubt lead to; none when two of one level are.

        A name that several places bear counts where exactly one of them lies in what the other
        names lead to.
        """
        clear: dict[str, None] = {}
        doubtful = []
        for mention in mentions:
            areas = {meaning.area for meaning in mention.meanings}
            if len(areas) > 1:
                doubtful.append(areas)
            else:
                clear.update(dict.fromkeys(code for code in areas if code is not None))
        for areas in doubtful:
            fitting = [code for code in areas if code is not None and self._lies_in(code, clear)]
            if len(fitting) == 1:
                clear[fitting[0]] = None
        if not clear:
            return None
        deepest = max(map(self._depth, clear))
        codes = [code for code in clear if self._depth(code) == deepest]
        return codes[0] if len(codes) == 1 else None

    def _depth(self, code: str) -> int:
        return LEVELS.index(self._profile.areas[code].level)

    def _lies_in(self, code: str, areas: Iterable[str]) -> bool:
        path = self._profile.area_path(code)
        return any(area in path for area in areas)

    def _road(
        self, point: Point | None, area: FoundArea, texts: Sequence[Sequence[Mention]]
    ) -> str | None:
        """The road named in the most trustworthy text, else the one the point lies on."""
        for mentions in texts:
            for mention in mentions:
                roads = [one for one in mention.meanings if self._may_be(one, point, area)]
                if len(roads) == 1:
                    return roads[0].road
        return None if point is None else self._roads.at(*point)

    def _may_be(self, meaning: Meaning, point: Point | None, area: FoundArea) -> bool:
        """Whether a name means a road that can be this one, by the point or else by the area."""
        if meaning.road is None:
            return False
        course = self._profile.roads[meaning.road].course
        if point is not None and course is not None:
            return course.metres_from(*point) <= TOO_FAR
        if area.code is None or meaning.area is None:
            return True
        return self._lies_in(area.code, (meaning.area,)) or self._lies_in(
            meaning.area, (area.code,)
        )
