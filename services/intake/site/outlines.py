"""The areas of a profile as GeoJSON (RFC 7946, WGS-84): what lies under every map."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.contracts.profile.model import LEVELS, Area, Profile
from services.contracts.profile.outline import Outline, Ring, outline

_FINE = 5
"""Decimals of a degree: about a metre, more than a screen shows."""


def area_outlines(profile: Profile) -> Mapping[str, Any]:
    """A feature per area that has an outline, larger areas first, so that none hides another."""
    areas = [area for area in profile.areas.values() if area.outline is not None]
    areas.sort(key=lambda area: LEVELS.index(area.level))
    return {"type": "FeatureCollection", "features": [_feature(area) for area in areas]}


def _feature(area: Area) -> Mapping[str, Any]:
    polygons = list(_polygons(area.outline)) if area.outline else []
    return {
        "type": "Feature",
        "properties": {
            "code": area.code,
            "name": {"zh": area.name.zh, "en": area.name.en},
            "depth": LEVELS.index(area.level),
        },
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def _polygons(whole: Outline) -> Iterator[Sequence[Any]]:
    """Each outer ring followed by its holes; an outline keeps its rings without that order."""
    alone = [outline([ring]) for ring in whole.rings]
    around = [
        [other for other in alone if other is not ring and _holds(other, ring)] for ring in alone
    ]
    for ring, outside in zip(alone, around, strict=True):
        if len(outside) % 2 == 0:
            holes = [
                hole
                for hole, its in zip(alone, around, strict=True)
                if len(its) == len(outside) + 1 and ring in its
            ]
            yield [_positions(each.rings[0]) for each in (ring, *holes)]


def _holds(outer: Outline, inner: Outline) -> bool:
    long, lat = inner.rings[0][0]
    return outer.contains(lat, long)


def _positions(ring: Ring) -> Sequence[Sequence[float]]:
    return [[round(long, _FINE), round(lat, _FINE)] for long, lat in ring]
