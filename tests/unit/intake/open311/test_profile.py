"""Attributes of services in a profile: every fault is named with its row."""

import shutil
from pathlib import Path

import pytest

from services.contracts.profile.load import DEMONSTRATION, check_profile, load_profile
from services.contracts.profile.service_attributes import FILE

HEADER = (
    "service,code,position,datatype,required,variable,description_zh,description_en,"
    "datatype_description_zh,datatype_description_en,choices"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMONSTRATION, tmp_path / "profile"))


def _with(folder: Path, *rows: str) -> list[str]:
    (folder / FILE).write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return [f"{fault.file}:{fault.row}:{fault.rule}" for fault in check_profile(folder)]


def test_a_profile_may_have_no_attributes(folder: Path) -> None:
    (folder / FILE).unlink()
    assert load_profile(folder).service_attributes == {}


def test_attributes_are_asked_by_position_and_count_in_the_hash(folder: Path) -> None:
    before = load_profile(folder).content_hash
    faults = _with(
        folder, "leak,b,2,string,no,yes,乙,B,,,", "leak,a,1,singlevaluelist,yes,yes,甲,A,,,x|一|One"
    )
    assert faults == []
    profile = load_profile(folder)
    assert [each.code for each in profile.service_attributes["leak"]] == ["a", "b"]
    assert profile.content_hash != before


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("nope,a,1,string,no,yes,甲,A,,,", "unknown_code"),
        ("leak,A!,1,string,no,yes,甲,A,,,", "bad_code"),
        ("leak,a,0,string,no,yes,甲,A,,,", "out_of_range"),
        ("leak,a,1,colour,no,yes,甲,A,,,", "not_one_of"),
        ("leak,a,1,string,no,yes,,A,,,", "missing"),
        ("leak,a,1,string,no,yes,甲,A,提示,,", "missing"),
        ("leak,a,1,singlevaluelist,no,yes,甲,A,,,", "choices"),
        ("leak,a,1,string,no,yes,甲,A,,,x|一|One", "choices"),
        ("leak,a,1,multivaluelist,no,yes,甲,A,,,x|一", "choices"),
        ("leak,a,1,multivaluelist,no,yes,甲,A,,,x|一|One;x|二|Two", "choices"),
        ("leak,a,1,text,yes,no,甲,A,,,", "choices"),
    ],
)
def test_a_fault_is_named(folder: Path, row: str, rule: str) -> None:
    assert f"{FILE}:2:{rule}" in _with(folder, row)


def test_codes_and_positions_are_unique_in_a_service(folder: Path) -> None:
    one = "leak,a,1,string,no,yes,甲,A,,,"
    same_code = "leak,a,2,string,no,yes,甲,A,,,"
    same_place = "leak,b,1,string,no,yes,甲,A,,,"
    assert _with(folder, one, same_code, same_place, "tree,a,1,string,no,yes,甲,A,,,") == [
        f"{FILE}:3:duplicate_code",
        f"{FILE}:4:duplicate_position",
    ]
