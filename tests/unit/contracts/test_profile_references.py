"""One reference of every kind is broken, one after the other: each is named with file and row."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from services.contracts.profile.load import (
    DEMONSTRATION,
    FILES,
    OPTIONAL,
    check_profile,
    content_hash,
)

REFERENCES = [
    ("areas.csv", "parent"),
    ("areas.csv", "responsible_unit"),
    ("roads.csv", "area"),
    ("landmarks.csv", "area"),
    ("responsible_units.csv", "parent"),
    ("project_types.csv", "serves_groups"),
    ("project_types.csv", "gates"),
    ("indicators.csv", "became"),
    ("benchmarks.csv", "indicator"),
    ("problem_types.csv", "group"),
    ("problem_types.csv", "indicator"),
    ("problem_types.csv", "responsible_unit"),
    ("problem_types.csv", "project_type"),
    ("time_limits.csv", "problem_type"),
    ("crosswalk.csv", "code"),
    ("crosswalk.csv", "project_type"),
    ("external_types.csv", "problem_type"),
    ("service_attributes.csv", "service"),
]
PAGE = Path(__file__).parents[3] / "docs" / "profile.md"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMONSTRATION, tmp_path / "profile"))


def break_last(table: Path, column: str) -> int:
    """Let the last row that refers to something refer to nothing; its line."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    line = max(number for number, row in enumerate(rows) if number and row[place])
    rows[line][place] = f"{rows[line][place]}-gone"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return line + 1


@pytest.mark.parametrize(("file", "column"), REFERENCES)
def test_a_broken_reference_is_named_with_file_and_row(
    folder: Path, file: str, column: str
) -> None:
    row = break_last(folder / file, column)
    found = [fault for fault in check_profile(folder) if fault.rule == "unknown_code"]
    assert (file, row) in {(fault.file, fault.row) for fault in found}, found
    assert "-gone" in found[0].detail


@pytest.mark.parametrize("file", ["areas.geojson", "roads.geojson"])
def test_a_shape_of_nothing_is_named(folder: Path, file: str) -> None:
    body = json.loads((folder / file).read_text(encoding="utf-8"))
    body["features"][-1]["properties"]["code"] += "-gone"
    (folder / file).write_text(json.dumps(body), encoding="utf-8")
    assert [(fault.file, fault.rule) for fault in check_profile(folder)] == [(file, "unknown_code")]


def test_every_file_of_a_profile_counts_in_its_hash(folder: Path) -> None:
    before = content_hash(folder)
    for file in FILES:
        kept = (folder / file).read_bytes()
        (folder / file).write_bytes(kept + b"\n")
        assert content_hash(folder) != before, file
        (folder / file).write_bytes(kept)


def test_a_profile_without_its_optional_files_is_sound(folder: Path) -> None:
    for file in OPTIONAL:
        (folder / file).unlink()
    assert check_profile(folder) == []


def test_the_page_about_profiles_names_every_file_and_every_reference() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if line.startswith("| `")}
    assert set(FILES) == set(rows)
    for file, column in REFERENCES:
        assert f"`{column}`" in rows[file].split("|")[3], (file, column)
