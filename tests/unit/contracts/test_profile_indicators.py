"""All indicators of the framework are there, with a rule that fits the bounds they state."""

import csv
import os
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from services.contracts.profile.indicators import Indicator
from services.contracts.profile.load import DEMONSTRATION, check_profile, load_profile

INDICATORS = load_profile().indicators
DATA = Path(os.environ.get("CITYMEND_TEST_DATA", Path(__file__).parents[4] / "shared/data"))
REFERENCE = DATA.parent / "reference" / "indicators.csv"


def bounds(indicator: Indicator) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(bound.low, bound.high) for bound in indicator.benchmarks]


def test_the_base_set_of_61_and_what_stands_beside_it() -> None:
    assert len(INDICATORS) == 90
    base = [item for item in INDICATORS.values() if 2024 in item.frameworks]
    assert Counter(item.dimension for item in base) == {
        "housing": 10,
        "community": 12,
        "block": 8,
        "urban": 31,
    }


def test_the_set_of_2025_is_the_one_of_2024_with_four_dropped_and_three_added() -> None:
    base = {code: item.frameworks for code, item in INDICATORS.items() if item.tier == "base"}
    older = {code for code, years in base.items() if 2024 in years}
    newer = {code for code, years in base.items() if 2025 in years}
    assert older - newer == {"H08", "U34", "U36", "U55"}
    assert newer - older == {"P62", "P63", "P64"}


def test_what_was_only_remembered_says_so() -> None:
    unsure = {code for code, item in INDICATORS.items() if not item.confirmed}
    assert unsure == {"V92", "V93", "V94", "V95", "V96", "V97"}


def test_bounds_are_those_that_the_source_states() -> None:
    assert bounds(INDICATORS["U31"]) == [(Decimal(70), None)]
    assert bounds(INDICATORS["U34"]) == [(Decimal("2.6"), None)]
    assert bounds(INDICATORS["H01"]) == [(None, Decimal(0))]
    assert INDICATORS["H01"].benchmarks[0].proposed
    assert not INDICATORS["U31"].benchmarks[0].proposed


def test_a_bound_that_depends_on_the_kind_of_city_is_left_to_the_profile() -> None:
    for code in ("U45", "U57", "U60"):
        assert INDICATORS[code].rule == "higher"
        assert INDICATORS[code].benchmarks == ()


def test_two_values_in_one_indicator_are_two_named_bounds() -> None:
    speed = INDICATORS["U44"]
    assert speed.rule == "multi_part"
    assert [(part.part and part.part.en, part.low) for part in speed.benchmarks] == [
        ("expressways", Decimal(30)),
        ("main roads", Decimal(20)),
    ]


def test_existence_is_better_when_fewer_fail() -> None:
    for indicator in INDICATORS.values():
        if indicator.rule == "existence":
            assert indicator.dimension == "community"
            assert indicator.direction == "lower"


def test_a_name_of_2023_leads_to_what_it_became() -> None:
    assert INDICATORS["V91"].became == "H05"
    assert INDICATORS["V91"].name.zh in INDICATORS["H05"].other_names
    assert INDICATORS["V92"].became == "U32"


def test_the_rows_are_those_of_the_reference() -> None:
    if not REFERENCE.is_file():
        pytest.skip("the reference table is not here")
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["code"] for row in rows] == list(INDICATORS)
    for row in rows:
        kept = INDICATORS[row["code"]]
        assert (kept.name.zh, kept.name.en) == (row["name_zh"], row["name_en"])
        assert (kept.measure.zh, kept.benchmark.en) == (row["unit"], row["benchmark"])
        assert (kept.source, kept.confirmed) == (row["source"], row["confirmed"] == "yes")


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("indicators.csv", "\nH02,", "\nH01,", "duplicate_code"),
        ("indicators.csv", "\nH02,", "\nh02,", "bad_code"),
        ("indicators.csv", ",H05,栋", ",H55,栋", "unknown_code"),
        ("indicators.csv", "\nH02,housing,", "\nH02,houses,", "not_one_of"),
        ("indicators.csv", "2024 2025", "2024 recent", "not_a_number"),
        ("indicators.csv", ",lower,lower,", ",lower,higher,", "wrong_benchmark"),
        ("indicators.csv", ",lower,lower,", ",lower,trend,", "wrong_benchmark"),
        ("indicators.csv", ",higher,multi_part,", ",higher,higher,", "wrong_benchmark"),
        ("indicators.csv", ",lower,trend,", ",lower,multi_part,", "wrong_benchmark"),
        ("benchmarks.csv", "\nU31,,,70", "\nU13,,,70", "unknown_code"),
        ("benchmarks.csv", "\nU31,,,70", "\nU31,,,seventy", "not_a_number"),
        ("benchmarks.csv", "\nU31,,,70,,", "\nU31,,,,,", "missing"),
        ("benchmarks.csv", "\nU33,,,70", "\nU31,,,70", "duplicate_code"),
        ("benchmarks.csv", "\nU31,,,70,,", "\nU31,,,70,60,", "out_of_range"),
        ("benchmarks.csv", "\nU44,快速路,", "\nU44,,", "missing"),
    ],
)
def test_a_fault_of_an_indicator_is_named(
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


def test_a_band_has_two_ends(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DEMONSTRATION, tmp_path / "profile"))
    table = folder / "indicators.csv"
    text = table.read_text(encoding="utf-8").replace(",higher,higher,≥8；", ",higher,band,≥8；")
    table.write_text(text, encoding="utf-8")
    assert [fault.rule for fault in check_profile(folder)] == ["wrong_benchmark"]
    bounds_table = folder / "benchmarks.csv"
    stated = bounds_table.read_text(encoding="utf-8").replace("\nU37,,,8,,", "\nU37,,,0.7,1.5,")
    bounds_table.write_text(stated, encoding="utf-8")
    assert check_profile(folder) == []
    assert bounds(load_profile(folder).indicators["U37"]) == [(Decimal("0.7"), Decimal("1.5"))]
