"""Names in what people write lead to areas and roads, and doubt is said."""

from dataclasses import replace

import pytest

from services.contracts.intake_events import Place
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Landmark, Profile, Road
from services.contracts.profile.words import Words
from services.intake.reports.place.datum import gcj02_of, to_wgs84
from services.intake.reports.place.place import (
    NAMED_IN_ADDRESS,
    NAMED_IN_DESCRIPTION,
    NAMED_IN_SUBJECT,
    Places,
)
from services.intake.reports.report import Datum, NewReport

PROFILE = load_profile()
ON_WANGLAN_ROAD = (30.4159, 123.14607)
IN_TINGYUAN = (30.4456, 123.1510)


def placed(
    address: str = "",
    subject: str = "",
    description: str = "",
    *,
    at: tuple[float, float] | None = None,
    datum: Datum = "wgs84",
    area: str | None = None,
    profile: Profile = PROFILE,
) -> Place:
    lat, long = at or (None, None)
    new = NewReport(description="x", lat=lat, long=long, datum=datum, area=area)
    return Places(profile, to_wgs84).of(new, address, subject, description)


def with_landmark(name: str, *areas: str) -> Profile:
    """The district with landmarks of one name in several areas."""
    more = {
        f"more_{area}": Landmark(
            code=f"more_{area}", name=Words(name, "x"), aliases=(), area=area, lat=0.0, long=0.0
        )
        for area in areas
    }
    return replace(PROFILE, landmarks={**PROFILE.landmarks, **more})


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("星河里3栋电梯停了", "xingtang.wenxing.xingheli"),
        ("塘口老工房没有路灯", "xingtang.tangkou.gongfang"),
        ("问星小学门口堵车", "xingtang.wenxing"),
        ("银杏公园的秋千坏了", "yunqiao.shuangyin"),
        ("老厂路坑坑洼洼", "xingtang.tangkou"),
        ("The lamp at Wenxing Primary School is out", "xingtang.wenxing"),
    ],
)
def test_estates_landmarks_and_roads_tell_the_area_by_any_of_their_names(
    text: str, area: str
) -> None:
    assert placed(text).area == area


def test_the_address_is_believed_more_than_the_subject_and_that_more_than_the_rest() -> None:
    grades = [
        placed("星河里").area_confidence,
        placed(subject="星河里").area_confidence,
        placed(description="星河里").area_confidence,
    ]
    assert grades == [NAMED_IN_ADDRESS, NAMED_IN_SUBJECT, NAMED_IN_DESCRIPTION]
    assert placed("芦汀苑", "星河里").area == "liuting.luhua.tingyuan"


def test_a_longer_name_is_not_the_shorter_one_within_it() -> None:
    profile = with_landmark("芦汀苑幼儿园", "wanglan.futian")
    assert placed("芦汀苑幼儿园旁", profile=profile).area == "wanglan.futian"
    assert placed("芦汀苑旁", profile=profile).area == "liuting.luhua.tingyuan"


def test_the_deepest_of_the_named_areas_wins_and_two_of_one_depth_tell_nothing() -> None:
    assert placed("星塘街道问星社区星河里").area == "xingtang.wenxing.xingheli"
    assert placed("星河里和芦汀苑").area is None


def test_a_name_that_two_places_bear_tells_nothing_by_itself() -> None:
    profile = with_landmark("文化宫", "yunqiao.hexin", "liuting.luhua")
    assert placed("文化宫门口", profile=profile).area is None
    assert placed("柳汀街道文化宫门口", profile=profile).area == "liuting.luhua"


def test_two_things_of_one_name_in_one_area_tell_that_area() -> None:
    profile = with_landmark("望澜路", "wanglan.chaosheng")
    assert placed("望澜路", profile=profile).area == "wanglan.chaosheng"


def test_a_latin_name_within_a_word_is_not_found() -> None:
    assert placed("XWenxing Roads").road is None
    assert placed("on wenxing road").road == "wenxing_road"


def test_a_point_is_surer_than_any_name() -> None:
    place = placed("星河里", at=IN_TINGYUAN)
    assert (place.area, place.area_confidence) == ("liuting.luhua.tingyuan", 1.0)


def test_a_point_outside_the_district_leaves_the_name() -> None:
    place = placed("星河里", at=(29.87, 121.55))
    assert (place.area, place.area_confidence) == ("xingtang.wenxing.xingheli", 0.8)
    assert (place.lat, place.long) == (29.87, 121.55)


def test_a_point_in_the_datum_of_chinese_maps_is_on_the_same_road() -> None:
    shifted = gcj02_of(ON_WANGLAN_ROAD)
    assert placed(at=shifted).road is None
    place = placed(at=shifted, datum="gcj02")
    assert place.road == "wanglan_road"
    assert (place.lat, place.long) == pytest.approx(ON_WANGLAN_ROAD, abs=1e-6)


def test_a_name_never_gives_coordinates() -> None:
    place = placed("问星小学")
    assert (place.lat, place.long) == (None, None)


def test_a_road_is_found_by_its_name_where_there_is_no_point() -> None:
    place = placed(subject="望澜路南段路灯不亮")
    assert (place.road, place.area) == ("wanglan_road", "wanglan.chaosheng")


def test_a_road_through_several_areas_tells_the_road_and_no_area() -> None:
    place = placed("青禾大道")
    assert (place.road, place.area) == ("qinghe_avenue", None)


def test_a_point_lies_on_the_nearest_road_within_reach() -> None:
    assert placed(at=ON_WANGLAN_ROAD).road == "wanglan_road"
    assert placed(at=(30.4159, 123.1475)).road is None


def test_a_named_road_is_believed_unless_the_point_is_far_from_it() -> None:
    beside = (30.4159, 123.1475)
    assert placed("望澜路", at=beside).road == "wanglan_road"
    assert placed("银杏路", at=ON_WANGLAN_ROAD).road == "wanglan_road"
    assert placed("银杏路", at=beside).road is None


def test_of_two_roads_of_one_name_the_one_in_the_area_is_meant() -> None:
    other = Road(
        code="other",
        name=Words("望澜路", "Another Road"),
        aliases=(),
        area="yunqiao.hexin",
        course=None,
    )
    profile = replace(PROFILE, roads={**PROFILE.roads, "other": other})
    assert placed("望澜路", profile=profile).road is None
    assert placed("禾心社区望澜路", profile=profile).road == "other"
    assert placed("望澜路", area="wanglan.chaosheng", profile=profile).road == "wanglan_road"


def test_what_stands_very_late_is_not_looked_at() -> None:
    assert placed(description="好" * 2_000 + "星河里").area is None


def test_a_profile_without_roads_or_landmarks_finds_areas() -> None:
    profile = replace(PROFILE, roads={}, landmarks={})
    assert placed("星河里", at=None, profile=profile).area == "xingtang.wenxing.xingheli"
    assert placed(at=ON_WANGLAN_ROAD, profile=profile).road is None
