"""What waits and what becomes late: inbox, bundles and the sweep, on both databases."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Saying
from services.intake.cases.case.refusals import (
    CaseHasEnded,
    MissingDetail,
    NoSuchCase,
    StepNotAllowed,
    TooLateToUndo,
)
from services.intake.cases.holding.holding import Colleague
from services.intake.cases.inbox import inbox
from services.intake.cases.inbox.handle_bundle import Action
from services.intake.cases.inbox.inbox import ReadInbox
from services.intake.cases.sweeping.sweep import DeadlineSweep
from services.intake.tables import runtime_tables
from services.runtime.identity.access import EVERYWHERE, Scope
from services.runtime.lease import Lease
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk
from tests.contract.intake import Statements
from tests.unit.intake.builders import demonstration


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def sweep(desk: Desk) -> DeadlineSweep:
    intake = desk.intake
    lease = Lease(intake.database, runtime_tables, "deadlines", "one", intake.clock)
    return DeadlineSweep("intake-deadlines", intake.database, intake.outbox, lease, intake.clock)


def test_a_deadline_that_passed_is_noted_once_and_told_of(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="fallen")
    other = desk.opened()
    sweeping = sweep(desk)
    assert sweeping.step() == 0
    desk.intake.clock.advance(3_601)
    assert sweeping.idle() is not None
    assert [sweeping.step(), sweeping.step()] == [1, 0]
    assert sweeping.idle() is None
    late = desk.intake.database.read(lambda conn: store.by_id(conn, case.id))
    assert late is not None
    assert (late.clock.late, late.version, late.clock.due_at) == (True, 3, case.clock.due_at)
    assert [(state.id, state.late) for state in desk.told()[-1:]] == [(case.id, True)]
    assert desk.intake.database.read(lambda conn: store.by_id(conn, other.id)) == other


def test_a_shelved_case_is_noted_once_when_its_day_of_review_comes(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="out")
    said: dict[str, Any] = {"reason": "线路老化", "outcome": "passed_on", "note": "待更新。"}
    day = desk.intake.clock.now().date() + timedelta(days=9)
    shelved = desk.take(case, "shelve", **said, review_on=day)
    sweeping = sweep(desk)
    desk.intake.clock.advance(timedelta(days=8).total_seconds())
    assert (sweeping.step(), sweeping.idle()) == (0, None)
    desk.intake.clock.advance(timedelta(days=1).total_seconds())
    assert sweeping.idle() is not None
    assert [sweeping.step(), sweeping.step(), sweeping.idle()] == [1, 0, None]
    kept = desk.intake.database.read(lambda conn: store.by_id(conn, case.id))
    assert kept is not None
    assert (kept.version, kept.state, kept.review_on) == (shelved.version + 1, "shelved", day)
    history = desk.intake.database.read(lambda conn: store.history(conn, case.id))
    assert [(step.step, step.who) for step in history][-1] == ("review_due", "clock")
    assert desk.told()[-1].version == kept.version
    again = desk.take(
        desk.take(kept, "take_up", reason="项目延期"), "shelve", **said, review_on=day
    )
    assert [sweeping.step(), sweeping.step()] == [1, 0]
    assert desk.told()[-1].version == again.version + 1


def test_the_inbox_holds_what_nobody_has_taken_up(desk: Desk) -> None:
    kept = []
    for _ in range(2):
        kept.append(desk.reported(lat=30.41, long=123.14))
        desk.intake.clock.advance(1)
    taken = desk.reported()
    desk.opened(taken)
    desk.reported(request_type="praise")
    inbox = ReadInbox(desk.intake.database, demonstration())
    with Statements(desk.intake.database) as seen:
        found = inbox.read(EVERYWHERE)
    assert len(seen.seen) == 2
    assert [[report.id for report in bundle.reports] for bundle in found.bundles] == [kept]
    assert (found.waiting, found.bundled) == (2, 2)


def handle(desk: Desk, action: Action, numbers: Sequence[str], **said: Any) -> Case:
    return desk.cases.handle_bundle.handle(numbers, action, OFFICER, Saying(**said))


def test_much_that_waits_elsewhere_hides_nothing_that_waits_here(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MOST_WAITING", 1)
    nowhere = desk.reported(address="某处")
    desk.intake.clock.advance(1)
    desk.reported(lat=30.416, long=123.148)
    reading = ReadInbox(desk.intake.database, demonstration())
    found = reading.read(Scope(areas=("no_such_area",)))
    assert [report.id for bundle in found.bundles for report in bundle.reports] == [nowhere]
    assert (found.bundled, found.waiting) == (1, 2)


def test_a_case_that_has_no_area_is_everybodys_as_its_reports_are(desk: Desk) -> None:
    elsewhere = Scope(areas=("no_such_area",))
    here, there = (
        handle(desk, "answer", [desk.reported(**place)], outcome="answered", note="已安排。")
        for place in ({"address": "某处"}, {"lat": 30.416, "long": 123.148})
    )
    assert desk.cases.seen(here.id, elsewhere) == here
    assert Colleague("officer 王", elsewhere).may_have(here)
    with pytest.raises(NoSuchCase):
        desk.cases.seen(there.id, elsewhere)


def test_one_action_dispatches_a_bundle(desk: Desk) -> None:
    numbers = [desk.reported() for _ in range(4)]
    case = handle(desk, "dispatch", numbers, condition="out", unit="housing_bureau")
    assert (case.state, case.unit, case.reports) == ("dispatched", "housing_bureau", 4)
    assert case.clock.limit == "4工作时"
    assert [state.version for state in desk.told()] == [1, 2, 3]


def test_one_action_answers_or_declines_a_bundle(desk: Desk) -> None:
    answered = handle(desk, "answer", [desk.reported()], outcome="answered", note="已安排。")
    declined = handle(desk, "decline", [desk.reported()], outcome="not_ours", reason="市管")
    assert (answered.state, answered.note) == ("closed", "已安排。")
    assert (declined.state, declined.outcome) == ("void", "not_ours")


def test_an_action_that_is_refused_leaves_the_whole_bundle_in_the_inbox(desk: Desk) -> None:
    numbers = [desk.reported() for _ in range(2)]
    with pytest.raises(MissingDetail):
        handle(desk, "dispatch", numbers, condition="out")
    assert desk.told() == []
    assert [desk.kept(number).case for number in numbers] == [None, None]


def test_an_action_is_undone_within_half_a_minute_and_not_after_it(desk: Desk) -> None:
    numbers = [desk.reported() for _ in range(2)]
    case = handle(desk, "dispatch", numbers, condition="out", unit="housing_bureau")
    desk.intake.clock.advance(30)
    undone = desk.cases.handle_bundle.undo(case.id, OFFICER)
    assert (undone.state, undone.reports, undone.clock.running_since) == ("void", 0, None)
    assert [desk.kept(number).case for number in numbers] == [None, None]
    again = handle(desk, "dispatch", numbers, condition="out", unit="housing_bureau")
    desk.intake.clock.advance(31)
    with pytest.raises(TooLateToUndo):
        desk.cases.handle_bundle.undo(again.id, OFFICER)


def test_undoing_twice_is_undoing_once_and_nothing_is_added_to_what_was_undone(desk: Desk) -> None:
    case = handle(desk, "answer", [desk.reported()], outcome="answered", note="已安排。")
    undone = desk.cases.handle_bundle.undo(case.id, OFFICER)
    assert desk.cases.handle_bundle.undo(case.id, OFFICER) == undone
    later = desk.reported()
    with pytest.raises(CaseHasEnded):
        desk.cases.join_case.link(case.id, [later], OFFICER)
    assert desk.kept(later).case is None
    with pytest.raises(StepNotAllowed):
        desk.take(undone, "reopen", COLLEAGUE, reason="x")


def test_what_a_colleague_has_taken_up_is_not_undone(desk: Desk) -> None:
    case = handle(desk, "dispatch", [desk.reported()], condition="out", unit="housing_bureau")
    desk.take(case, "accept", COLLEAGUE)
    with pytest.raises(TooLateToUndo):
        desk.cases.handle_bundle.undo(case.id, OFFICER)
