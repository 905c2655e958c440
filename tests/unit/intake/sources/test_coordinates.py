"""Degrees in minutes and seconds, and both of a place in one cell, are read; the rest is said."""

from pathlib import Path

import pytest

from services.contracts.profile.load import load_profile
from services.intake.sources.coordinates import Axis, angle_of, axis_named_first, point_of
from services.intake.sources.import_table import ImportTable
from tests.unit.intake.sources.tables import FakeReceive, a_csv

IMPORTER = ImportTable(load_profile())


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("29°52′30″N", 29.875),
        ("29 ° 52 ' 30 \"", 29.875),
        ("北纬29.875", 29.875),
        ("N29.875", 29.875),
        ("29.875 N", 29.875),
        ("S 29.875", -29.875),
        ("-29°52′30″", -29.875),
        ("121度33分12秒", 121.55333333333333),
        ("29°52.5′N", 29.875),
    ],
)
def test_an_angle_is_read_as_people_write_it(text: str, degrees: float) -> None:
    found = angle_of(text)
    assert found is not None
    assert found.degrees == pytest.approx(degrees)


@pytest.mark.parametrize(
    "text", ["29.87", "29°70′", "29.87m", "12:30", "", "°", "三号楼", "1" * 200]
)
def test_what_is_no_angle_with_signs_is_none(text: str) -> None:
    assert angle_of(text) is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("121.55, 29.875", None),
        ("29.875，121.55", None),
        ("(29.875; 121.55)", None),
        ("POINT(121.55 29.875)", None),
        ("29°52′30″N，121°33′00″E", None),
        ("东经121°33′00″ 北纬29°52′30″", None),
        ("东经121.55北纬29.875", None),
        ("lng=121.55,lat=29.875", None),
        ("121.55/29.875", None),
        ("29.875 121.55", "long"),
    ],
)
def test_both_of_a_place_are_told_apart(text: str, first: Axis | None) -> None:
    assert point_of(text, first) == pytest.approx((29.875, 121.55))


def test_what_could_be_either_goes_by_the_header_alone() -> None:
    assert point_of("80.1,43.2") is None
    assert point_of("80.1,43.2", axis_named_first("经纬度")) == (43.2, 80.1)
    assert point_of("80.1,43.2", axis_named_first("坐标(lat/long)")) == (80.1, 43.2)
    assert axis_named_first("坐标") is None
    for text in ("121.55", "1,2,3", "北纬29.87，北纬30"):
        assert point_of(text, "long") is None


def test_a_column_with_both_gives_the_place_and_words_in_it_refuse_nothing(tmp_path: Path) -> None:
    table = (
        "编号,内容,坐标(GCJ-02),纬度\n"
        '1,灯坏,"121.55,29.875",\n'
        "2,灯坏,29°52′30″N 121°33′E,\n"
        "3,灯坏,见附图,\n"
        '4,灯坏,"80.1,43.2",\n'
        "5,灯坏,,\n"
        '6,灯坏,"0,0",\n'
    )
    receive = FakeReceive()
    imported = IMPORTER.run(a_csv(tmp_path / "t.csv", table), receive)
    assert [(each.row, each.column, each.rule) for each in imported.faults] == [
        (5, "坐标(GCJ-02)", "point")
    ]
    found = {new.external_id: new for new in receive.reports.values()}
    for number in ("1", "2"):
        assert (found[number].lat, found[number].long) == pytest.approx((29.875, 121.55))
        assert found[number].datum == "gcj02"
    assert found["3"].extras == {"坐标(GCJ-02)": "见附图"}
    assert [found[number].lat for number in ("3", "5", "6")] == [None] * 3


def test_columns_with_degrees_and_minutes_are_read(tmp_path: Path) -> None:
    table = "编号,内容,纬度,经度\n1,灯坏,29°52′30″N,121°33′12″E\n2,灯坏,29°70′,121.5\n"
    receive = FakeReceive()
    imported = IMPORTER.run(a_csv(tmp_path / "t.csv", table), receive)
    assert [(each.row, each.column, each.rule) for each in imported.faults] == [
        (3, "纬度", "number")
    ]
    [new] = receive.reports.values()
    assert (new.lat, new.long) == pytest.approx((29.875, 121.55333333333333))
