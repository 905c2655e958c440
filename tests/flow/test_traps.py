"""Traps of the field that intake must not fall into, and which tests set them.

The tests themselves stand beside what they test; whoever changes one finds the others here.
"""

import ast
from pathlib import Path
from typing import Final

import pytest

_TESTS: Final = Path(__file__).parents[1]
_CLOCK: Final = "unit/intake/cases/clock/test_deadline.py"
TRAPS: Final = {
    "a holiday, a make-up workday, a lunch break and a night stand between start and deadline": (
        f"{_CLOCK}::test_a_deadline_is_the_one_counted_by_hand",
        f"{_CLOCK}::test_a_working_deadline_falls_into_working_hours",
    ),
    "the clocks of another jurisdiction are changed in the night": (
        f"{_CLOCK}::test_an_hour_counts_once_in_the_night_the_clock_is_changed",
    ),
    "void and duplicate cases move the on-time rate": (
        "contract/test_figures.py::test_void_and_duplicate_cases_leave_the_on_time_rate_unchanged",
    ),
    "a case is only read, and its deadline moves": (
        "contract/test_cases.py::test_a_deadline_is_kept_and_does_not_move_when_the_case_is_read",
    ),
    "a client id is used again for another report": (
        "contract/test_intake_reports.py::test_another_report_under_a_used_client_id_is_refused",
    ),
    "a telephone number leaves intake with an event or reaches the index": (
        "flow/test_personal_data.py::test_no_file_of_an_embedded_home_but_intake_s_own_holds_it",
        "flow/test_personal_data.py::test_no_topic_table_index_or_log_of_real_engines_holds_it",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_set(trap: str) -> None:
    for test in TRAPS[trap]:
        file, _, name = test.partition("::")
        tree = ast.parse((_TESTS / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test
