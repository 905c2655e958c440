"""The areas that lie under every map, as GeoJSON that a map reads rightly."""

import dataclasses
from pathlib import Path

from services.contracts.profile.outline import outline
from services.intake.site.outlines import area_outlines
from tests.unit.intake.builders import demonstration
from tests.unit.intake.site_client import open_site


def square(west: float, south: float, size: float) -> list[tuple[float, float]]:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def test_larger_areas_come_first_so_that_none_hides_another() -> None:
    profile = demonstration()
    features = area_outlines(profile)["features"]
    depths = [feature["properties"]["depth"] for feature in features]
    assert depths == sorted(depths)
    assert depths[0] == 0
    whole = next(iter(profile.areas.values()))
    assert features[0]["properties"]["name"] == {"zh": whole.name.zh, "en": whole.name.en}


def test_a_hole_stays_a_hole_and_an_island_in_it_an_island() -> None:
    profile = demonstration()
    rings = [square(0, 0, 9), square(2, 2, 3), square(3, 3, 1), square(20, 0, 2)]
    code = next(iter(profile.areas))
    area = dataclasses.replace(profile.areas[code], outline=outline(rings))
    alone = dataclasses.replace(profile, areas={code: area})
    geometry = area_outlines(alone)["features"][0]["geometry"]
    assert [len(polygon) for polygon in geometry["coordinates"]] == [2, 1, 1]


def test_an_area_without_an_outline_is_left_out() -> None:
    profile = demonstration()
    bare = {code: dataclasses.replace(area, outline=None) for code, area in profile.areas.items()}
    assert area_outlines(dataclasses.replace(profile, areas=bare))["features"] == []


def test_they_are_served_to_everybody(tmp_path: Path) -> None:
    site = open_site(tmp_path)
    answer = site.client().get("/map/areas.geojson")
    site.database.close()
    assert answer.mimetype == "application/geo+json"
    assert answer.get_json(force=True)["type"] == "FeatureCollection"
