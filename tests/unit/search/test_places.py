"""Boxes and circles on the sphere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.index.places import Circle, distance

_circles = st.builds(
    Circle,
    lat=st.floats(-85, 85),
    long=st.floats(-179, 179),
    radius=st.floats(1, 50_000),
)


@given(_circles, st.floats(0, 2 * math.pi), st.floats(0, 1.2))
def test_a_circle_lies_in_its_box_and_holds_its_inner_box(
    circle: Circle, bearing: float, share: float
) -> None:
    reach = math.degrees(circle.radius * share / 6_371_008.7714)
    lat = circle.lat + reach * math.cos(bearing)
    long = circle.long + reach * math.sin(bearing) / math.cos(math.radians(circle.lat))
    inner = circle.inside()

    if circle.holds(lat, long):
        assert circle.around().holds(lat, long)
    if inner is not None and inner.holds(lat, long):
        assert circle.holds(lat, long)


@given(_circles.filter(lambda circle: circle.inside() is not None))
def test_the_corners_of_the_inner_box_are_inside(circle: Circle) -> None:
    inner = circle.inside()
    assert inner is not None
    for lat in (inner.south, inner.north):
        for long in (inner.west, inner.east):
            assert circle.holds(lat, long)


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert distance(30, 120, 31, 120) == pytest.approx(111_195, abs=1)
