"""A problem type that is gone keeps its name, and its code still leads to the one of now."""

from pathlib import Path
from shutil import copytree

import pytest

from services.contracts.profile.load import DEMONSTRATION, check_profile, load_profile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(copytree(DEMONSTRATION, tmp_path / "profile"))


def add(folder: Path, row: str) -> None:
    path = folder / "retired_types.csv"
    path.write_text(path.read_text(encoding="utf-8") + f"{row}\n", encoding="utf-8")


def test_a_code_of_old_has_a_name_and_is_an_alias(folder: Path) -> None:
    add(folder, "lamp_post,灯杆破损,Broken lamp post,street_lamp")
    profile = load_profile(folder)
    assert profile.type_words("lamp_post").en == "Broken lamp post"
    assert profile.type_words("street_lamp") == profile.problem_types["street_lamp"].name
    assert profile.type_now("lamp_post") == profile.type_now("street_lamp") == "street_lamp"
    assert "lamp_post" in profile.known_types
    assert "lamp_post" not in profile.problem_types


def test_a_code_that_nobody_knows_is_called_as_what_fits_nothing_else(folder: Path) -> None:
    profile = load_profile(folder)
    assert profile.type_words("never_heard_of") == profile.problem_types["other"].name
    assert profile.type_now("never_heard_of") is None


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("lamp_post,灯杆破损,Broken lamp post,no_such_type", "unknown_code"),
        ("street_lamp,路灯,Lamp,street_lamp", "duplicate_code"),
        ("lamp_post,,Broken lamp post,street_lamp", "missing"),
        ("Lamp Post,灯杆,Lamp post,street_lamp", "bad_code"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(folder: Path, row: str, rule: str) -> None:
    add(folder, row)
    faults = check_profile(folder)
    assert rule in {fault.rule for fault in faults if fault.file == "retired_types.csv"}
