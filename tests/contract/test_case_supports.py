"""Supporting units (协办): asked by the lead, each with its own clock, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import MissingDetail, NoSuchCase, StepNotAllowed
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.supporting import store
from services.intake.cases.supporting.refusals import (
    AlreadyAsked,
    NoSuchTask,
    NotTheirTask,
    TaskEnded,
)
from services.intake.cases.supporting.support import Asked, Support
from services.intake.cases.sweeping.sweep import DeadlineSweep
from services.intake.tables import runtime_tables
from services.runtime.identity.access import Scope
from services.runtime.lease import Lease
from tests.contract.case_desk import COLLEAGUE, Desk, open_desk
from tests.unit.intake.builders import PHONE

LEAD = Worker(name="officer 房管 王强", units=("housing_bureau",))
HELPER = Worker(name="officer 环卫 孙丽", units=("sanitation",))
CLEAN = Asked(unit="sanitation", task="清运堆在灯杆旁的垃圾", limit="2紧急工作时")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


@pytest.fixture
def case(desk: Desk) -> Case:
    """Handled by the housing bureau."""
    filed = desk.take(desk.opened(), "file", condition="out")
    return desk.take(desk.take(filed, "dispatch", unit="housing_bureau"), "accept", LEAD)


def of(desk: Desk, case: Case) -> list[Support]:
    return list(desk.cases.supports.of_case(case.id))


def hand_back(desk: Desk, case: Case, **said: str) -> Case:
    return desk.take(
        case, "hand_back", LEAD, outcome="repaired", note="灯已修好。", photo=desk.photo(), **said
    )


def test_a_task_has_its_own_clock_and_the_case_keeps_version_and_deadline(
    desk: Desk, case: Case
) -> None:
    asked = desk.cases.supports.ask(case.id, CLEAN, LEAD)
    now = desk.intake.clock.now()
    assert (asked.number, asked.state, asked.clock.due_at) == (1, "asked", now + timedelta(hours=2))
    desk.intake.clock.advance(3_600)
    done = desk.cases.supports.end(case.id, 1, "done", f"已清运，电话 {PHONE}", HELPER)
    assert (done.state, done.clock.running_since, done.clock.late) == ("done", None, False)
    assert (done.ended_by, done.said) == (HELPER.name, "已清运，电话 138****8000")
    assert of(desk, case) == [done]
    kept = desk.intake.database.read(lambda conn: case_store.by_id(conn, case.id))
    assert kept == case


def test_only_the_lead_asks_and_withdraws_and_only_the_supporting_unit_answers(
    desk: Desk, case: Case
) -> None:
    supports = desk.cases.supports
    with pytest.raises(NotTheirTask):
        supports.ask(case.id, CLEAN, HELPER)
    supports.ask(case.id, CLEAN, LEAD)
    with pytest.raises(AlreadyAsked):
        supports.ask(case.id, CLEAN, LEAD)
    with pytest.raises(NotTheirTask):
        supports.end(case.id, 1, "done", "已清运", LEAD)
    with pytest.raises(NotTheirTask):
        supports.end(case.id, 1, "withdrawn", "不需要了", HELPER)
    with pytest.raises(MissingDetail):
        supports.end(case.id, 1, "sent_back", "  ", HELPER)
    supports.end(case.id, 1, "sent_back", "灯杆属于路灯所", HELPER)
    with pytest.raises(TaskEnded):
        supports.end(case.id, 1, "done", "已清运", HELPER)
    with pytest.raises(NoSuchTask):
        supports.end(case.id, 9, "done", "已清运", HELPER)
    again = supports.ask(case.id, CLEAN, LEAD)
    assert (again.number, again.state) == (2, "asked")


@pytest.mark.parametrize(
    ("wrong", "field", "rule"),
    [
        (Asked(unit="nobody", task="清运", limit="2工作日"), "unit", "known_unit"),
        (Asked(unit="housing_bureau", task="清运", limit="2工作日"), "unit", "other_unit"),
        (Asked(unit="sanitation", task=" ", limit="2工作日"), "task", "required"),
        (Asked(unit="sanitation", task="长" * 501, limit="2工作日"), "task", "length"),
        (Asked(unit="sanitation", task="清运", limit="4小时"), "limit", "limit"),
    ],
)
def test_what_is_asked_must_be_a_task_of_another_unit_with_a_limit(
    desk: Desk, case: Case, wrong: Asked, field: str, rule: str
) -> None:
    with pytest.raises(MissingDetail) as missing:
        desk.cases.supports.ask(case.id, wrong, LEAD)
    assert (missing.value.field, missing.value.rule) == (field, rule)
    assert of(desk, case) == []


def test_a_task_that_is_late_is_noted_once_and_stays_late(desk: Desk, case: Case) -> None:
    desk.cases.supports.ask(case.id, CLEAN, LEAD)
    intake = desk.intake
    lease = Lease(intake.database, runtime_tables, "deadlines", "one", intake.clock)
    sweep = DeadlineSweep("deadlines", intake.database, intake.outbox, lease, intake.clock)
    assert sweep.step() == 0
    intake.clock.advance(2 * 3_600 + 1)
    assert sweep.idle() is not None
    told = len(desk.told())
    assert [sweep.step(), sweep.step(), sweep.idle()] == [1, 0, None]
    assert [task.clock.late for task in of(desk, case)] == [True]
    assert len(desk.told()) == told
    desk.cases.supports.end(case.id, 1, "done", "已清运", HELPER)
    assert [task.clock.late for task in of(desk, case)] == [True]


def test_the_lead_does_not_hand_back_over_a_waiting_task_without_a_reason(
    desk: Desk, case: Case
) -> None:
    desk.cases.supports.ask(case.id, CLEAN, LEAD)
    with pytest.raises(MissingDetail) as missing:
        hand_back(desk, case)
    assert (missing.value.field, missing.value.rule) == ("reason", "support_pending")
    assert of(desk, case)[0].is_pending
    handed = hand_back(desk, case, reason="垃圾已由我单位清运")
    (task,) = of(desk, case)
    assert (handed.state, task.state, task.ended_by) == ("verifying", "withdrawn", LEAD.name)
    assert task.said == "垃圾已由我单位清运"


def test_when_all_have_answered_no_reason_is_needed(desk: Desk, case: Case) -> None:
    desk.cases.supports.ask(case.id, CLEAN, LEAD)
    desk.cases.supports.end(case.id, 1, "done", "已清运", HELPER)
    assert hand_back(desk, case).state == "verifying"
    with pytest.raises(StepNotAllowed):
        desk.cases.supports.ask(case.id, CLEAN, LEAD)


def test_a_task_ends_when_the_lead_sends_the_case_back_but_not_when_it_only_waits(
    desk: Desk, case: Case
) -> None:
    desk.cases.supports.ask(case.id, CLEAN, LEAD)
    waits = desk.take(
        case,
        "suspend",
        LEAD,
        reason="等待停电",
        review_on=(desk.intake.clock.now() + timedelta(days=9)).date(),
    )
    assert of(desk, case)[0].is_pending
    desk.take(desk.take(waits, "resume", LEAD), "send_back", LEAD, reason="不属于我单位")
    (task,) = of(desk, case)
    assert (task.state, task.said) == ("withdrawn", "不属于我单位")


def test_a_supporting_unit_reads_the_case_and_takes_none_of_its_steps(
    desk: Desk, case: Case
) -> None:
    cases: CaseDesk = desk.cases
    theirs = Scope(units=("sanitation",))
    with pytest.raises(NoSuchCase):
        cases.readable(case.id, theirs)
    cases.supports.ask(case.id, CLEAN, LEAD)
    assert cases.readable(case.id, theirs) == case
    with pytest.raises(NoSuchCase):
        cases.seen(case.id, theirs)
    elsewhere = Scope(areas=("elsewhere",), units=("sanitation",))
    assert cases.readable(case.id, elsewhere) == case, "it has no area"
    waiting = desk.intake.database.read(lambda conn: store.pending_of(conn, ("sanitation",), 9))
    assert [each.case for each in waiting] == [case.id]
    assert not desk.intake.database.read(lambda conn: store.pending_of(conn, ("x",), 9))


def test_what_is_asked_elsewhere_concerns_nobody_of_another_area(desk: Desk) -> None:
    filed = desk.take(
        desk.opened(desk.reported(lat=30.4159, long=123.14607)), "file", condition="out"
    )
    case = desk.take(desk.take(filed, "dispatch", unit="housing_bureau"), "accept", LEAD)
    desk.cases.supports.ask(case.id, CLEAN, LEAD)
    assert case.area is not None
    for areas, found in (((case.area,), 1), (("elsewhere",), 0)):
        scope = Scope(areas=areas, units=("sanitation",))
        assert len(desk.cases.supports.waiting(scope.units, areas)) == found
    with pytest.raises(NoSuchCase):
        desk.cases.readable(case.id, scope)


def test_what_is_undone_leaves_no_task_waiting(desk: Desk) -> None:
    filed = desk.take(desk.opened(), "file", condition="out")
    case = desk.take(filed, "dispatch", unit="housing_bureau")
    desk.cases.supports.ask(case.id, CLEAN, COLLEAGUE)
    desk.cases.handle_bundle.undo(case.id, Worker(name="officer 李巍"))
    assert [task.state for task in of(desk, case)] == ["withdrawn"]
