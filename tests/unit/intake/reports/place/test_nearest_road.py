"""The nearest road by cells is the one that a look at every road would find."""

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.profile.course import Course
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Road
from services.contracts.profile.words import Words
from services.intake.reports.place.nearest_road import ON_THE_ROAD, NearestRoad

ROADS = load_profile().roads
NEAREST = NearestRoad(ROADS)


@given(st.floats(30.40, 30.46), st.floats(123.10, 123.18))
def test_cells_find_what_a_look_at_every_road_finds(lat: float, long: float) -> None:
    metres = {
        code: road.course.metres_from(lat, long)
        for code, road in ROADS.items()
        if road.course is not None
    }
    code = min(metres, key=lambda code: (metres[code], code))
    assert NEAREST.at(lat, long) == (code if metres[code] <= ON_THE_ROAD else None)


@given(
    st.sampled_from(sorted(ROADS)), st.floats(0, 1), st.floats(-0.00025, 0.00025), st.floats(-1, 1)
)
def test_a_point_beside_a_road_is_on_it_or_on_a_nearer_one(
    code: str, along: float, north: float, east: float
) -> None:
    course = ROADS[code].course
    assert course is not None
    segment = next(course.segments())
    long = segment.start[0] + along * (segment.end[0] - segment.start[0]) + east * 0.00025
    lat = segment.start[1] + along * (segment.end[1] - segment.start[1]) + north
    found = NEAREST.at(lat, long)
    if course.metres_from(lat, long) <= ON_THE_ROAD:
        assert found is not None
        nearer = ROADS[found].course
        assert nearer is not None
        assert nearer.metres_from(lat, long) <= course.metres_from(lat, long)


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(-30, 30), st.floats(-30, 30))
def test_cells_reach_far_enough_at_every_latitude(
    lat: float, long: float, north: float, east: float
) -> None:
    line = ((long, lat), (long + 0.01, lat + 0.007))
    road = Road(code="r", name=Words("路", "Road"), aliases=(), area=None, course=Course((line,)))
    assert road.course is not None
    point = (lat + 0.0035 + north / 111_195, long + 0.005 + east / 111_195)
    on_it = road.course.metres_from(*point) <= ON_THE_ROAD
    assert NearestRoad({"r": road}).at(*point) == ("r" if on_it else None)
