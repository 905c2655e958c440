"""Anybody tries any step at any time on a stored case, on SQLite and on PostgreSQL.

The walk in tests/unit/intake/cases/case/test_case.py holds the table itself; this one holds that
what is stored, kept in the history and told to the others never says anything else.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.refusals import CaseMoved, CaseRefusal
from services.intake.cases.case.steps import steps, steps_from
from services.intake.cases.case.store import Taken
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk
from tests.unit.intake.cases.case.test_case import SAYINGS

CREW = Worker(name="officer 房管所 王强", units=("housing_bureau",))
STRANGER = Worker(name="officer 环卫所 孙丽", units=("sanitation",))
OF_THIS_DESK: dict[str, dict[str, Any]] = {
    **SAYINGS,
    "file": {"condition": "out"},
    "hand_back": {"outcome": "repaired", "note": "灯已修好。", "reason": "天黑，未拍照"},
    "dispatch": {"unit": "housing_bureau"},
}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def test_no_sequence_of_steps_stores_what_the_table_forbids_or_loses_history(desk: Desk) -> None:
    machine = walking(desk)
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=20, stateful_step_count=20, deadline=None, database=None),
    )


@pytest.mark.long
def test_no_long_sequence_of_steps_does_so_either(desk: Desk) -> None:
    run_state_machine_as_test(
        walking(desk),
        settings=settings(max_examples=150, stateful_step_count=40, deadline=None, database=None),
    )


def walking(desk: Desk) -> type[RuleBasedStateMachine]:
    """A walk over the cases of this desk."""

    class StoredWalk(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.versions: list[Case] = [desk.opened()]
            self.read: tuple[Taken, ...] = ()

        @rule(
            choice=st.integers(0, 11),
            any_code=st.sampled_from(sorted(steps())),
            who=st.sampled_from([OFFICER, COLLEAGUE, CREW, STRANGER]),
            behind=st.sampled_from([0, 0, 0, 1]),
            later=st.timedeltas(timedelta(), timedelta(days=4)),
        )
        def try_a_step(
            self, choice: int, any_code: str, who: Worker, behind: int, later: timedelta
        ) -> None:
            """Mostly one that the table allows, so that the walk gets far."""
            desk.intake.clock.advance(later.total_seconds())
            before = self.versions[-1]
            allowed = steps_from(before.state)
            code = allowed[choice].code if choice < len(allowed) else any_code
            said = Saying(**OF_THIS_DESK.get(code, {}))
            try:
                after = desk.cases.take_step.take(
                    before.id, before.version - behind, code, who, said
                )
            except CaseMoved:
                assert behind
                return
            except CaseRefusal:
                return
            assert not behind
            assert before.state in steps()[code].origins
            assert after.state == (steps()[code].target or before.before)
            self.versions.append(after)

        @invariant()
        def what_is_stored_is_the_last_version(self) -> None:
            last = self.versions[-1]
            assert desk.intake.database.read(lambda conn: store.by_id(conn, last.id)) == last

        @invariant()
        def the_history_only_grows_and_leads_from_state_to_state(self) -> None:
            number = self.versions[-1].id
            taken = tuple(desk.intake.database.read(lambda conn: store.history(conn, number)))
            assert taken[: len(self.read)] == self.read
            self.read = taken
            assert [step.version for step in taken] == [case.version for case in self.versions]
            assert [step.state_after for step in taken] == [case.state for case in self.versions]
            assert [step.state_before for step in taken[1:]] == [
                case.state for case in self.versions[:-1]
            ]
            assert all(step.reason for step in taken[1:] if steps()[step.step].reason)

        def teardown(self) -> None:
            told = [state for state in desk.told() if state.id == self.versions[-1].id]
            assert told == [case.tell() for case in self.versions]

    return StoredWalk
