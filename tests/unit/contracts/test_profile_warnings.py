"""What a profile runs with although somebody has probably forgotten something."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from services.contracts.profile.load import DEMONSTRATION, inspect_profile, load_profile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DEMONSTRATION, tmp_path / "profile")
    return tmp_path / "profile"


def without(folder: Path, column: str) -> None:
    path = folder / "problem_types.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    kept = [name for name in rows[0] if name != column]
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, kept, extrasaction="ignore")
        written.writeheader()
        written.writerows(rows)


def test_a_danger_to_life_without_a_limit_is_warned_of_and_is_no_fault(folder: Path) -> None:
    limits = folder / "time_limits.csv"
    kept = [line for line in limits.read_text().splitlines() if not line.startswith("gas_safety")]
    limits.write_text("\n".join(kept) + "\n", encoding="utf-8")
    findings = inspect_profile(folder)
    assert findings.faults == []
    said = [warning.detail for warning in findings.warnings if warning.rule == "no_limit"]
    assert any(detail.startswith("gas_safety ") for detail in said)


def test_a_profile_without_the_column_counts_types_with_a_project_as_works(folder: Path) -> None:
    without(folder, "answered_by")
    findings = inspect_profile(folder)
    assert findings.faults == []
    assert [one.rule for one in findings.warnings].count("no_answered_by") == 1
    kinds = load_profile(folder).problem_types
    assert kinds["fumes"].answered_by == "works"
    assert kinds["living_noise"].answered_by == "operation"


def test_the_demonstration_says_of_every_type_what_answers_it() -> None:
    assert {"no_limit"} >= {one.rule for one in inspect_profile(DEMONSTRATION).warnings}
    kinds = load_profile().problem_types
    assert kinds["fumes"].answered_by == "enforcement"
    assert kinds["bus"].answered_by == "operation"
    assert kinds["lift_fault"].answered_by == "works"
    assert kinds["residence"].answered_by == "enquiry"
