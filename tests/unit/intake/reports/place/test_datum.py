"""Points of Chinese map providers come back to where they are."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.reports.place.datum import bd09_of, gcj02_of, to_wgs84
from services.intake.reports.report import DATUMS

IN_CHINA = st.tuples(st.floats(20.0, 50.0), st.floats(80.0, 130.0))


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * 111_320
    east = (one[1] - other[1]) * 111_320 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
    ids=["Shanghai", "Shenzhen", "Beijing"],
)
def test_known_points_are_shifted_as_published(
    wgs84: tuple[float, float], gcj02: tuple[float, float]
) -> None:
    """Reference pairs of the eviltransform project."""
    assert metres(gcj02_of(wgs84), gcj02) < 0.1


@settings(deadline=None)
@given(IN_CHINA)
def test_gcj02_is_undone_within_a_millimetre(point: tuple[float, float]) -> None:
    assert metres(to_wgs84(*gcj02_of(point), "gcj02"), point) < 0.001


@settings(deadline=None)
@given(IN_CHINA)
def test_bd09_is_undone_within_a_millimetre(point: tuple[float, float]) -> None:
    assert metres(to_wgs84(*bd09_of(point), "bd09"), point) < 0.001


@settings(deadline=None)
@given(IN_CHINA)
def test_the_shift_is_hundreds_of_metres(point: tuple[float, float]) -> None:
    assert 20 < metres(gcj02_of(point), point) < 1_500


@pytest.mark.parametrize("datum", ["wgs84", "cgcs2000"])
def test_geodetic_datums_are_taken_as_they_are(datum: str) -> None:
    assert to_wgs84(29.9, 121.6, datum) == (29.9, 121.6)


def test_gcj02_changes_nothing_outside_of_china() -> None:
    assert to_wgs84(42.3594, -71.0587, "gcj02") == (42.3594, -71.0587)


def test_every_listed_datum_is_known() -> None:
    for datum in DATUMS:
        assert len(to_wgs84(29.9, 121.6, datum)) == 2
