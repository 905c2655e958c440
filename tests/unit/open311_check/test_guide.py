"""The guide names every check, every open question and every extension."""

import re
from pathlib import Path

from services.open311_check.suite import READS, WRITES

GUIDE = (Path(__file__).resolve().parents[3] / "docs/open311.md").read_text(encoding="utf-8")


def test_every_check_stands_in_the_guide_with_its_section_and_rule() -> None:
    missing = [
        check.name
        for check in (*READS, *WRITES)
        if not re.search(
            rf"\| `{check.name}`[^|]*\| {re.escape(check.section)} \| {re.escape(check.rule)} \|",
            GUIDE,
        )
    ]
    assert missing == []


def test_every_open_question_has_a_row_and_checks_name_no_other() -> None:
    rows = re.findall(r"^\| (R[0-9]+) \|", GUIDE, re.MULTILINE)
    assert rows == [f"R{number}" for number in range(1, 27)]
    named = {part for check in (*READS, *WRITES) for part in re.findall(r"R[0-9]+", check.section)}
    assert named <= set(rows)


def test_no_check_is_in_the_guide_that_is_not_in_the_suite() -> None:
    table = GUIDE[GUIDE.index("### Checks that read") :]
    named = re.findall(r"^\| `([a-z0-9-]+)`", table, re.MULTILINE)
    assert named == [check.name for check in (*READS, *WRITES)]
