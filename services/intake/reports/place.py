"""Where a report is: its point in WGS-84 and the area that intake alone assigns."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.contracts.intake_events import Place
from services.contracts.profile.model import LEVELS, Area, Profile
from services.intake.reports.report import NewReport

ToWgs84 = Callable[[float, float, str], tuple[float, float]]
"""(lat, long, datum) to WGS-84 (lat, long)."""

SURE = 1.0
NAMED_IN_ADDRESS = 0.8
NAMED_IN_TEXT = 0.6
_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class FoundArea:
    """An area and how sure it is (0..1) that the report belongs to it."""

    code: str | None
    confidence: float


NOWHERE = FoundArea(None, 0.0)


class Places:
    """Assigns places by one profile. Immutable, safe for threads."""

    def __init__(self, profile: Profile, to_wgs84: ToWgs84) -> None:
        self._profile = profile
        self._to_wgs84 = to_wgs84
        self._named = _areas_by_name(profile)
        longest_first = sorted(self._named, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def of(self, new: NewReport, address: str, text: str) -> Place:
        """The place of a report; `address` and `text` are the masked ones."""
        lat, long = self._point(new)
        found = self._area(new, lat, long, address, text)
        return Place(
            lat=lat,
            long=long,
            address=address,
            area=found.code,
            area_path=self._profile.area_path(found.code),
            area_confidence=found.confidence,
        )

    def _point(self, new: NewReport) -> tuple[float | None, float | None]:
        if new.lat is None or new.long is None:
            return None, None
        if new.datum == "wgs84":
            return new.lat, new.long
        return self._to_wgs84(new.lat, new.long, new.datum)

    def _area(
        self, new: NewReport, lat: float | None, long: float | None, address: str, text: str
    ) -> FoundArea:
        """Given code, else deepest outline around the point, else a name, else nowhere."""
        if new.area is not None:
            return FoundArea(new.area, SURE)
        if lat is not None and long is not None:
            inside = self._profile.area_at(lat, long)
            if inside is not None:
                return FoundArea(inside.code, SURE)
        return (
            self._named_in(address, NAMED_IN_ADDRESS)
            or self._named_in(text, NAMED_IN_TEXT)
            or NOWHERE
        )

    def _named_in(self, text: str, confidence: float) -> FoundArea | None:
        """The deepest area that is named; none when two of one level are, or a name fits two."""
        named = {area.code: area for name in self._names.findall(text) for area in self._of(name)}
        if not named:
            return None
        deepest = max(LEVELS.index(area.level) for area in named.values())
        codes = [code for code, area in named.items() if LEVELS.index(area.level) == deepest]
        return FoundArea(codes[0], confidence) if len(codes) == 1 else None

    def _of(self, name: str) -> Iterator[Area]:
        yield from self._named[name]


def _areas_by_name(profile: Profile) -> dict[str, list[Area]]:
    """Areas by name and former name. The jurisdiction's own name tells nothing and is left out."""
    named: dict[str, list[Area]] = {}
    for area in profile.areas.values():
        if area.parent is None:
            continue
        for name in (area.name.zh, *area.aliases):
            if len(name) >= _SHORTEST_NAME:
                named.setdefault(name, []).append(area)
    return named
