"""The index of outlines says what a look at every outline says."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.profile.load import load_profile
from services.contracts.profile.outline import outline
from services.intake.reports.place.area_index import AreaIndex

PROFILE = load_profile()
INDEX = AreaIndex(PROFILE)


@given(st.floats(30.39, 30.47), st.floats(123.09, 123.19))
def test_a_point_has_the_same_area_by_index_and_by_looking_at_all(lat: float, long: float) -> None:
    assert INDEX.at(lat, long) is PROFILE.area_at(lat, long)


def test_points_on_corners_have_the_same_area_either_way() -> None:
    for area in PROFILE.areas.values():
        assert area.outline is not None
        for ring in area.outline.rings:
            for long, lat in ring:
                assert INDEX.at(lat, long) is PROFILE.area_at(lat, long)


def test_an_estate_that_leaves_its_community_is_found_beyond_it() -> None:
    estate = PROFILE.areas["yunqiao.hexin.meiyuan"]
    square = [(123.2, 30.5), (123.21, 30.5), (123.21, 30.51), (123.2, 30.51), (123.2, 30.5)]
    moved = replace(estate, outline=outline([square]))
    profile = replace(PROFILE, areas={**PROFILE.areas, estate.code: moved})
    assert AreaIndex(profile).at(30.505, 123.205) is moved


def test_of_two_estates_around_a_point_the_first_of_the_profile_is_found() -> None:
    one, other = (
        PROFILE.areas[code] for code in ("yunqiao.hexin.meiyuan", "liuting.luhua.tingyuan")
    )
    double = replace(other, outline=one.outline)
    profile = replace(PROFILE, areas={**PROFILE.areas, other.code: double})
    assert one.outline is not None
    lat, long = (
        (one.outline.south + one.outline.north) / 2,
        (one.outline.west + one.outline.east) / 2,
    )
    assert AreaIndex(profile).at(lat, long) is profile.area_at(lat, long) is one


def test_a_profile_without_outlines_finds_nothing() -> None:
    areas = {code: replace(area, outline=None) for code, area in PROFILE.areas.items()}
    assert AreaIndex(replace(PROFILE, areas=areas)).at(30.43, 123.14) is None
