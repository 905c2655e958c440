"""Limits, remedies and foreign names: each leads to a type that there is, or is a named fault."""

import csv
import gzip
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from services.contracts.profile.load import DEMONSTRATION, check_profile, load_profile
from services.contracts.profile.model import OTHER
from services.contracts.profile.time_limits import read_amount

PROFILE = load_profile()
DATA = Path(os.environ.get("CITYMEND_TEST_DATA", Path(__file__).parents[4] / "shared/data"))


def limit(kind: str, condition: str) -> str:
    return {one.condition: one.text for one in PROFILE.time_limits[kind]}[condition]


def test_the_survey_has_124_findings_of_which_24_are_put_right_within_a_limit() -> None:
    findings = [kind for kind in PROFILE.problem_types.values() if kind.kind == "health_check"]
    assert len(findings) == 124
    assert sum(kind.time_limited for kind in findings) == 24
    assert all(kind.indicator for kind in findings)
    assert not any(kind.keywords for kind in findings)


def test_every_indicator_that_is_surveyed_has_a_finding() -> None:
    found = {
        kind.indicator for kind in PROFILE.problem_types.values() if kind.kind == "health_check"
    }
    assert found == {code for code, item in PROFILE.indicators.items() if 2024 in item.frameworks}


def test_every_question_can_be_answered_by_a_resident() -> None:
    for kind in PROFILE.problem_types.values():
        assert kind.question.zh.endswith("？"), kind.code
        assert kind.question.en.endswith("?"), kind.code


def test_limits_belong_to_conditions() -> None:
    assert limit("manhole", "missing") == "2紧急工作时"
    assert limit("manhole", "rattling") == "2工作日"
    assert limit("illegal_building", "being_built") == "2紧急工作日"
    assert limit("drainage", "blocked") == "4工作时"


def test_what_has_a_limit_is_to_be_put_right_in_time_or_by_condition() -> None:
    always = {"heating", "bridge", "ev_charging"}
    for code in PROFILE.time_limits:
        kind = PROFILE.problem_types[code]
        assert kind.time_limited or code in always, code


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("2紧急工作时", 2, "urgent_hour"),
        ("2紧急工作日", 2, "urgent_day"),
        ("4工作时", 4, "working_hour"),
        ("15 工作日", 15, "working_day"),
        ("１５工作日", 15, "working_day"),
        ("0.5工作日", Fraction(1, 2), "working_day"),
    ],
)
def test_a_limit_is_read_exactly(text: str, amount: Fraction, unit: str) -> None:
    assert read_amount(text) == (amount, unit)


@pytest.mark.parametrize(
    "text",
    ["4小时", "4", "工作日", "0工作日", "-1工作日", "4工作时内", "四工作时", "20000工作日", ""],
)
def test_any_other_text_is_no_limit(text: str) -> None:
    assert read_amount(text) is None


def test_remedies_follow_the_published_crosswalk() -> None:
    assert PROFILE.remedies["H01"].project_type == "dangerous_housing"
    assert PROFILE.remedies["H01"].board == "safety"
    assert PROFILE.remedies["C22"].board == "other"
    assert len(PROFILE.remedies) == 32
    assert {remedy.task.en for remedy in PROFILE.remedies.values()} >= {"Complete community"}


def test_every_class_of_the_hotline_has_a_home() -> None:
    names = PROFILE.external_types["hotline"]
    assert len(names) == 25
    assert OTHER not in names.values()


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        pytest.skip("real tables: set CITYMEND_TEST_DATA to the folder that holds them")
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", errors="replace", newline="") as file:
            yield from csv.DictReader(file)
    else:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


@pytest.mark.parametrize(
    ("vocabulary", "file", "column", "types", "most"),
    [
        ("boston311", "boston311/311_service_requests_2011_q3.csv.gz", "type", 129, 0.07),
        ("nyc311", "nyc311/311_Service_Requests_2024-04-15_1000.csv", "complaint_type", 60, 0.01),
    ],
)
def test_every_type_of_the_american_tables_has_a_home_and_few_have_none_but_other(
    vocabulary: str, file: str, column: str, types: int, most: float
) -> None:
    counts = Counter(row[column] for row in rows_of(DATA / file))
    names = PROFILE.external_types[vocabulary]
    assert len(counts) == types
    assert counts.keys() <= names.keys()
    elsewhere = sum(count for name, count in counts.items() if names[name] == OTHER)
    assert elsewhere <= most * counts.total()


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("time_limits.csv", "\nmanhole,", "\nmanhoel,", "unknown_code"),
        ("time_limits.csv", "4工作时", "4小时", "unreadable_limit"),
        ("time_limits.csv", ",2紧急工作时", ",", "missing"),
        ("time_limits.csv", "\nmanhole,broken,", "\nmanhole,missing,", "duplicate_code"),
        ("time_limits.csv", ",在种植季节,", ",,", "missing"),
        ("crosswalk.csv", "\nH04,", "\nH44,", "unknown_code"),
        ("crosswalk.csv", "\nH04,", "\nH01,", "duplicate_code"),
        ("crosswalk.csv", ",dangerous_housing,", ",houses,", "unknown_code"),
        ("crosswalk.csv", ",safety\n", ",danger\n", "not_one_of"),
        ("external_types.csv", ",Rodent,pests", ",Rodent,pest", "unknown_code"),
        ("external_types.csv", ",Rodent,", ",Sewer,", "duplicate_code"),
        ("external_types.csv", "\nnyc311,", "\nNYC 311,", "bad_code"),
    ],
)
def test_a_fault_of_a_vocabulary_is_named(
    tmp_path: Path, file: str, old: str, new: str, rule: str
) -> None:
    folder = Path(shutil.copytree(DEMONSTRATION, tmp_path / "profile"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [fault for fault in check_profile(folder) if fault.rule == rule]
    assert found, check_profile(folder)
    assert found[0].file == file
    assert found[0].row is not None
