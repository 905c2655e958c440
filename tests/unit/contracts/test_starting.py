"""A home without a city knows no place, and a profile of one's own starts from any GeoJSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.contracts.profile.guessed_areas import GuessedArea, NoAreas, guess_areas
from services.contracts.profile.load import (
    DEMONSTRATION_MARK,
    check_profile,
    load_profile,
    load_vocabulary,
    profile_of,
)
from services.contracts.profile.starting import write_start

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def a_collection(*properties: dict[str, Any], **geometry: Any) -> dict[str, Any]:
    drawn = {"type": "Polygon", "coordinates": SQUARE, **geometry}
    features = [{"type": "Feature", "properties": said, "geometry": drawn} for said in properties]
    return {"type": "FeatureCollection", "features": features}


def guessed(*properties: dict[str, Any]) -> list[tuple[str, str, str, str | None]]:
    found = guess_areas(a_collection(*properties), "Ours", lambda long, lat: (long, lat))
    return [(area.code, area.name_zh, area.level, area.parent) for area in found]


def test_the_vocabulary_has_no_place_and_all_types() -> None:
    alone, whole = load_vocabulary(), load_profile()
    assert (dict(alone.areas), dict(alone.roads), dict(alone.landmarks)) == ({}, {}, {})
    assert alone.problem_types == whole.problem_types
    said = f"{alone.name} {alone.hotline} {list(alone.responsible_units.values())}"
    names = {area.name.zh for area in whole.areas.values()}
    assert not [name for name in names if name in said]
    assert alone.fictional is False
    assert alone.content_hash != whole.content_hash


def test_a_home_is_run_by_its_own_profile_then_the_demonstration_s_then_none(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own"
    write_start(own, [], [])
    home = tmp_path / "home"
    home.mkdir()
    assert profile_of(home, None).code == load_vocabulary().code
    (home / DEMONSTRATION_MARK).touch()
    assert profile_of(home, None) == load_profile()
    assert profile_of(home, own).areas == {}


def test_codes_names_and_parents_are_guessed_from_an_atlas() -> None:
    assert guessed(
        {"adcode": 330203, "name": "海曙区", "parent": {"adcode": 330200}},
        {"adcode": 330205, "name": "江北区", "parent": {"adcode": 330200}},
    ) == [
        ("330200", "Ours", "jurisdiction", None),
        ("330203", "海曙区", "sub_district", "330200"),
        ("330205", "江北区", "sub_district", "330200"),
    ]


def test_a_file_may_hold_the_whole_tree_children_first() -> None:
    assert guessed(
        {"Code": "A-1-1", "名称": "甲社区", "Parent_Code": "A-1"},
        {"Code": "A-1", "名称": "甲街道", "Parent_Code": "A"},
        {"Code": "A", "名称": "甲区", "Parent_Code": None},
    ) == [
        ("a", "甲区", "jurisdiction", None),
        ("a-1", "甲街道", "sub_district", "a"),
        ("a-1-1", "甲社区", "community", "a-1"),
    ]


def test_a_number_alone_is_no_name_that_a_text_could_mention() -> None:
    found = guessed({"BoroCD": 101}, {"BoroCD": 102.0})
    assert [name for _, name, _, _ in found] == ["Ours", "borocd 101", "borocd 102"]


def test_circles_of_parents_and_equal_codes_are_settled() -> None:
    found = guessed(
        {"code": "a", "name": "甲", "parent": "b"},
        {"code": "b", "name": "乙", "parent": "a"},
        {"code": "a", "name": "丙"},
    )
    assert sorted(code for code, *_ in found) == ["a", "a-2", "b", "city"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "no polygons"),
        (a_collection({"a": 1}, type="Point", coordinates=[1, 2]), "no polygons"),
        (a_collection({"a": 1}, coordinates=[[[500000, 3300000]] * 4]), "no degrees"),
        (a_collection({"a": 1}, coordinates=[[["x", 1]] * 4]), "broken"),
    ],
)
def test_what_holds_no_areas_is_told(body: Any, sentence: str) -> None:
    with pytest.raises(NoAreas, match=sentence):
        guess_areas(body, "Ours", lambda long, lat: (long, lat))


def test_what_is_written_is_a_sound_profile(tmp_path: Path) -> None:
    areas = guess_areas(
        a_collection({"code": "K1", "name": "一号片区"}, {"code": "K2", "name": "二号片区"}),
        "ours",
        lambda long, lat: (long + 1, lat),
    )
    write_start(tmp_path, areas, [("hotline-messages", "奇事"), ("generic", "怪事")])
    assert check_profile(tmp_path) == []
    profile = load_profile(tmp_path)
    assert [*profile.areas] == ["city", "k1", "k2"]
    outline = profile.areas["k1"].outline
    assert outline is not None
    assert outline.contains(0.5, 1.5)
    assert profile.external_types["hotline-messages"]["奇事"] == "other"
    text = json.dumps([path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")])
    assert "云桥" not in text
    assert isinstance(areas[0], GuessedArea)
