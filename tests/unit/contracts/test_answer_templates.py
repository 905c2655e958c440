"""Answers that are written often: the profile's, checked when it is read."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from services.contracts.profile.load import DEMONSTRATION, check_profile, load_profile

PROFILE = load_profile()
HEADER = "code,outcome,groups,name_zh,name_en,text_zh,text_en\n"


@pytest.fixture
def faults(tmp_path: Path) -> Callable[[str], list[str]]:
    """The rules that a profile with these answers breaks."""

    def found(row: str) -> list[str]:
        folder = tmp_path / "profile"
        shutil.copytree(DEMONSTRATION, folder)
        (folder / "answers.csv").write_text(HEADER + row + "\n", encoding="utf-8")
        return [f"{fault.file}:{fault.row}:{fault.rule}" for fault in check_profile(folder)]

    return found


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("a,repaired,,名,name,{地点},{place}", "unknown_placeholder"),
        ("a,repaired,,名,name,{place,at {place}", "unknown_placeholder"),
        ("a,mended,,名,name,好,good", "not_one_of"),
        ("a,repaired,lamps,名,name,好,good", "unknown_code"),
        ("a,repaired,,名,name,好,", "missing"),
    ],
)
def test_a_fault_names_file_row_and_rule(
    faults: Callable[[str], list[str]], row: str, rule: str
) -> None:
    assert f"answers.csv:2:{rule}" in faults(row)


def test_good_answers_and_none_at_all_are_fine(
    faults: Callable[[str], list[str]], tmp_path: Path
) -> None:
    assert faults("a,repaired,lift,名,name,{place}{deadline}{unit},done") == []
    (tmp_path / "profile" / "answers.csv").unlink()
    assert check_profile(tmp_path / "profile") == []


def test_a_text_is_filled_or_left_out_never_sent_with_a_gap() -> None:
    template = PROFILE.answer_templates["deadline"]
    facts = {"place": "云桥里", "unit": "住建局", "deadline": "2026-12-01 18:00"}
    filled = template.filled("zh", facts)
    assert filled is not None
    assert "2026-12-01 18:00" in filled
    assert "{" not in filled
    assert template.filled("zh", {**facts, "deadline": ""}) is None


@pytest.mark.parametrize("outcome", ["repaired", "made_safe", "passed_on", "answered", "not_ours"])
def test_the_demonstration_has_an_answer_for_each_group_and_usual_outcome(outcome: str) -> None:
    for group in PROFILE.groups:
        fitting = [
            each
            for each in PROFILE.answer_templates.values()
            if each.outcome == outcome and each.fits(group)
        ]
        assert fitting, f"{outcome} of {group}"
