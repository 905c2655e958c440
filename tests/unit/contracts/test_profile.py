"""The bundled profile holds together, and a faulty one names every fault."""

import json
import shutil
from pathlib import Path

import pytest

from services.contracts.profile.load import (
    DEMONSTRATION,
    FILES,
    OPTIONAL,
    FaultyProfile,
    check_profile,
    content_hash,
    load_profile,
)
from services.contracts.profile.model import LEVELS, OTHER

PROFILE = load_profile()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the demonstration to break."""
    return Path(shutil.copytree(DEMONSTRATION, tmp_path / "profile"))


def change(path: Path, old: str, new: str) -> int:
    """Replace the first `old`; return the line it stood on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_bundled_profile_has_no_fault() -> None:
    assert check_profile(DEMONSTRATION) == []


def test_every_reference_resolves() -> None:
    for problem in PROFILE.problem_types.values():
        assert problem.group in PROFILE.groups
        assert problem.responsible_unit in PROFILE.responsible_units
        assert problem.project_type is None or problem.project_type in PROFILE.project_types
        assert problem.indicator is None or problem.indicator in PROFILE.indicators
    for project in PROFILE.project_types.values():
        assert set(project.serves_groups) <= set(PROFILE.groups)
        assert set(project.gates) <= set(PROFILE.gates)
    for road in PROFILE.roads.values():
        assert road.area is None or road.area in PROFILE.areas
    for landmark in PROFILE.landmarks.values():
        assert landmark.area is None or landmark.area in PROFILE.areas
    for area in PROFILE.areas.values():
        assert area.parent is None or area.parent in PROFILE.areas
        assert area.responsible_unit is None or area.responsible_unit in PROFILE.responsible_units


def test_the_district_says_that_it_does_not_exist() -> None:
    assert PROFILE.fictional
    assert "虚构" in PROFILE.name.zh
    assert "不能拨打" in PROFILE.hotline.name.zh
    assert PROFILE.hotline.phone.startswith("000")


def test_every_wording_is_there_in_both_languages() -> None:
    for part in (
        PROFILE.areas,
        PROFILE.roads,
        PROFILE.landmarks,
        PROFILE.groups,
        PROFILE.gates,
        PROFILE.project_types,
        PROFILE.indicators,
        PROFILE.problem_types,
    ):
        for item in part.values():
            assert item.name.in_language("zh") == item.name.zh
            assert item.name.in_language("en-GB") == item.name.en
            assert item.name.zh != item.name.en


def test_every_group_and_project_type_is_used() -> None:
    used = {problem.group for problem in PROFILE.problem_types.values()}
    wanted = {problem.project_type for problem in PROFILE.problem_types.values()}
    assert used == set(PROFILE.groups)
    # What no complaint leads to comes from a plan or a mandate.
    planned = {"theme_road", "digital_block", "night_light"}
    assert wanted - {None} == set(PROFILE.project_types) - planned


def test_every_gate_guards_some_type_of_project() -> None:
    used = {gate for project in PROFILE.project_types.values() for gate in project.gates}
    assert used == set(PROFILE.gates)


def test_invented_costs_say_that_they_are_invented() -> None:
    for project in PROFILE.project_types.values():
        assert project.unit_cost is not None
        assert 0 < project.unit_cost.low < project.unit_cost.high
        assert "虚构" in project.unit_cost.measure.zh


def test_works_do_not_list_the_group_that_they_end_themselves() -> None:
    for problem in PROFILE.problem_types.values():
        if problem.project_type is not None:
            assert PROFILE.project_types[problem.project_type].serves_groups


def test_every_area_says_how_many_of_its_people_need_more_care() -> None:
    for area in PROFILE.areas.values():
        assert area.vulnerable_share is not None
        assert 0 < area.vulnerable_share < 100


def test_roads_and_landmarks_lie_in_the_district() -> None:
    for road in PROFILE.roads.values():
        assert road.course is not None
        for segment in road.course.segments():
            for long, lat in (segment.start, segment.end):
                here = PROFILE.area_at(lat, long)
                assert here is not None, road.code
                assert road.area is None or road.area in PROFILE.area_path(here.code), road.code
    for landmark in PROFILE.landmarks.values():
        here = PROFILE.area_at(landmark.lat, landmark.long)
        assert here is not None
        assert landmark.area in PROFILE.area_path(here.code), landmark.code


def test_a_point_beside_a_road_is_metres_from_it() -> None:
    course = PROFILE.roads["wanglan_road"].course
    assert course is not None
    assert course.metres_from(30.4159, 123.14607) < 5
    assert course.metres_from(30.4159, 123.14707) == pytest.approx(93, abs=3)
    assert course.metres_from(30.3930, 123.1458) == pytest.approx(1112, abs=2)


def test_the_vocabulary_has_the_size_of_a_hotline() -> None:
    assert len(PROFILE.problem_types) >= 60
    assert 12 <= len(PROFILE.groups) <= 16
    estates = [area for area in PROFILE.areas.values() if LEVELS.index(area.level) >= 2]
    assert 12 <= len(estates) <= 16


def test_point_assets_are_told_apart_more_closely_than_noise() -> None:
    assert PROFILE.groups["street_asset"].radius == PROFILE.groups["lift"].radius == 30
    assert PROFILE.groups["noise"].radius == PROFILE.groups["environment"].radius == 150
    assert all(30 <= group.radius <= 250 for group in PROFILE.groups.values())


def test_a_path_leads_from_the_jurisdiction_down() -> None:
    path = PROFILE.area_path("yunqiao.hexin.meiyuan")
    assert path == ("qinghe", "yunqiao", "yunqiao.hexin", "yunqiao.hexin.meiyuan")
    assert PROFILE.area_path(None) == PROFILE.area_path("nowhere") == ()


def test_the_deepest_area_around_a_point_is_found() -> None:
    for area in PROFILE.areas.values():
        if area.level == "estate":
            assert area.outline is not None
            lat = (area.outline.south + area.outline.north) / 2
            long = (area.outline.west + area.outline.east) / 2
            found = PROFILE.area_at(lat, long)
            assert found is area


def test_a_point_elsewhere_lies_in_no_area() -> None:
    assert PROFILE.area_at(29.87, 121.55) is None


def test_a_point_on_the_seam_of_two_areas_lies_in_one_of_them() -> None:
    seam = PROFILE.area_at(30.4307, 123.1412)
    assert seam is not None
    assert seam.code != "qinghe"


def test_the_hash_changes_with_the_content_only(folder: Path) -> None:
    assert content_hash(folder) == PROFILE.content_hash
    (folder / "notes.txt").write_text("not part of a profile", encoding="utf-8")
    assert content_hash(folder) == PROFILE.content_hash
    change(folder / "groups.csv", "30", "31")
    assert content_hash(folder) != PROFILE.content_hash


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("problem_types.csv", ",lift,N82,3,", ",elevator,N82,3,", "unknown_code"),
        ("problem_types.csv", ",lift,N82,3,", ",lift,N82,5,", "out_of_range"),
        ("problem_types.csv", ",lift,N82,3,", ",lift,N82,three,", "not_a_number"),
        ("problem_types.csv", ",lift,N82,3,yes,", ",lift,N82,3,maybe,", "not_one_of"),
        ("problem_types.csv", "market_bureau,lift,", "nobody,lift,", "unknown_code"),
        ("problem_types.csv", "lift_add,加装电梯", "lift_add,", "missing"),
        ("problem_types.csv", "\nlift_add", "\nlift_fault", "duplicate_code"),
        ("problem_types.csv", "加梯", "电梯故障", "keyword_repeated"),
        ("problem_types.csv", ",lift,H07,", ",lift,H77,", "unknown_code"),
        ("problem_types.csv", ",everyday,", ",daily,", "not_one_of"),
        ("problem_types.csv", "\nother,", "\nrest,", "no_other"),
        ("groups.csv", "lift,电梯,Lifts,30", "LIFT 2,电梯,Lifts,30", "bad_code"),
        ("groups.csv", "radius", "metres", "missing_column"),
        ("abuse_words.csv", "混蛋", "混", "too_short"),
        ("abuse_words.csv", "浑蛋", "混蛋", "repeated"),
        ("opening_rules.csv", "gas_safety", "gas_safty", "unknown_code"),
        ("opening_rules.csv", ",4,1,3,80", ",5,1,3,80", "out_of_range"),
        ("opening_rules.csv", "many_people", "danger", "duplicate_code"),
        ("groups.csv", "Lifts,30,90", "Lifts,30,90,extra", "too_many_cells"),
        ("areas.csv", "community,yunqiao,", "community,yunqaio,", "unknown_code"),
        ("areas.csv", "community,yunqiao,", "sub_district,yunqiao,", "level_order"),
        ("areas.csv", "sub_district,qinghe,", "sub_district,,", "second_root"),
        ("profile.toml", "Asia/Shanghai", "Asia/Atlantis", "unknown_code"),
        ("profile.toml", '"en"]', '"fr"]', "not_one_of"),
        ("profile.toml", "[name]", "[name", "unreadable"),
        ("areas.geojson", '"yunqiao"', '"atlantis"', "unknown_code"),
        ("areas.geojson", '"Polygon"', '"Point"', "bad_outline"),
        ("areas.geojson", "123.1, 30.4]", "523.1, 30.4]", "bad_outline"),
        ("areas.csv", ",52000,29,", ",52000,129,", "out_of_range"),
        ("areas.csv", ",office_yunqiao", ",office_yunqaio", "unknown_code"),
        ("roads.csv", ",yunqiao.hexin", ",yunqiao.hxein", "unknown_code"),
        ("roads.geojson", '"yinxing_road"', '"yinxin_road"', "unknown_code"),
        ("roads.geojson", '"LineString"', '"Polygon"', "bad_course"),
        ("roads.geojson", "[123.", "[523.", "bad_course"),
        ("landmarks.csv", ",xingtang.wenxing,", ",xingtang.wenxin,", "unknown_code"),
        ("landmarks.csv", "30.42035", "here", "not_a_number"),
        ("landmarks.csv", "30.42035", "300.42035", "out_of_range"),
        ("gates.csv", ",reserve", ",reserved", "not_one_of"),
        ("project_types.csv", " green_river traffic", " green_rivre traffic", "unknown_code"),
        ("project_types.csv", "scope body", "body body", "repeated"),
        ("project_types.csv", "scope body", "scope bodies", "unknown_code"),
        ("project_types.csv", "scope body estimate land", "land scope body estimate", "gate_order"),
        ("project_types.csv", ",2000,8000,", ",9000,8000,", "out_of_range"),
        ("project_types.csv", ",beneficiary,", ",head,", "not_one_of"),
        ("responsible_units.csv", ",water_bureau,", ",water_bureua,", "unknown_code"),
    ],
)
def test_a_fault_is_named_with_file_row_and_rule(
    folder: Path, file: str, old: str, new: str, rule: str
) -> None:
    row = change(folder / file, old, new)
    faults = [fault for fault in check_profile(folder) if fault.rule == rule]
    assert faults, check_profile(folder)
    assert faults[0].file == file
    if file.endswith(".csv") and rule != "no_other":
        assert faults[0].row == row + old.startswith("\n")
    with pytest.raises(FaultyProfile, match=rule):
        load_profile(folder)


@pytest.mark.parametrize("file", [name for name in FILES if name not in OPTIONAL])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert (file, None, "missing_file") in {
        (fault.file, fault.row, fault.rule) for fault in check_profile(folder)
    }


def test_outlines_are_optional(folder: Path) -> None:
    (folder / "areas.geojson").unlink()
    assert load_profile(folder).area_at(30.43, 123.14) is None


def test_several_faults_are_reported_together(folder: Path) -> None:
    change(folder / "groups.csv", "30", "x")
    change(folder / "areas.csv", "186000", "many")
    assert {fault.file for fault in check_profile(folder)} == {"groups.csv", "areas.csv"}


def test_a_hole_is_outside(folder: Path) -> None:
    square = [[0, 0], [0, 3], [3, 3], [3, 0], [0, 0]]
    hole = [[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]]
    feature = {
        "properties": {"code": "qinghe"},
        "geometry": {"type": "Polygon", "coordinates": [square, hole]},
    }
    body = {"type": "FeatureCollection", "features": [feature]}
    (folder / "areas.geojson").write_text(json.dumps(body), encoding="utf-8")
    profile = load_profile(folder)
    assert profile.area_at(1.5, 1.5) is None
    assert profile.area_at(0.5, 0.5) is profile.areas["qinghe"]


def test_the_profile_always_has_a_type_for_the_rest() -> None:
    assert PROFILE.problem_types[OTHER].group == OTHER
    assert OTHER in PROFILE.groups
