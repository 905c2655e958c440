"""Roads and landmarks that a person can choose where there is no map to point at."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.profile.model import Landmark, Profile, Road, Words

_ROAD = "road"
_LANDMARK = "landmark"


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A road or a landmark; a road has no one point."""

    value: str
    """How the form names it: "road:CODE" or "landmark:CODE"."""
    name: Words
    area: str | None
    lat: float | None = None
    long: float | None = None


def named_places(profile: Profile) -> Sequence[tuple[str, Sequence[NamedPlace]]]:
    """Landmarks and roads, in the profile's order, under the word of their kind."""
    return [
        (_LANDMARK, [_landmark(landmark) for landmark in profile.landmarks.values()]),
        (_ROAD, [_road(road) for road in profile.roads.values()]),
    ]


def named_place(profile: Profile, value: str) -> NamedPlace | None:
    """The place that a form names; none for none and for one that the profile lacks."""
    kind, _, code = value.partition(":")
    if kind == _LANDMARK and code in profile.landmarks:
        return _landmark(profile.landmarks[code])
    if kind == _ROAD and code in profile.roads:
        return _road(profile.roads[code])
    return None


def _landmark(landmark: Landmark) -> NamedPlace:
    value = f"{_LANDMARK}:{landmark.code}"
    return NamedPlace(value, landmark.name, landmark.area, landmark.lat, landmark.long)


def _road(road: Road) -> NamedPlace:
    return NamedPlace(f"{_ROAD}:{road.code}", road.name, road.area)
