"""Who has a case, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import CaseMoved, MissingDetail, StepNotAllowed
from services.intake.cases.holding.absences import Absences
from services.intake.cases.holding.hold_case import HoldCase
from services.intake.cases.holding.holding import Colleague
from services.intake.cases.listing.listing import WantedCases
from services.intake.desk.filters.saved import SavedFilter, SavedFilters
from services.runtime.identity.access import Scope
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk
from tests.unit.intake.builders import NOON, demonstration


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def holding(desk: Desk) -> HoldCase:
    intake = desk.intake
    known = [Colleague(OFFICER.name, Scope()), Colleague(COLLEAGUE.name, Scope())]
    return HoldCase(intake.database, intake.outbox, intake.clock, lambda: known)


def test_of_two_officers_who_claim_at_once_one_wins_and_the_other_is_told_who(
    desk: Desk,
) -> None:
    case, hold = desk.opened(), holding(desk).hold
    start = threading.Barrier(2)

    def claim(who: Worker) -> Case | CaseMoved:
        start.wait()
        try:
            return hold(case.id, case.version, who, who.name)
        except CaseMoved as moved:
            return moved

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(claim, (OFFICER, COLLEAGUE)))
    (won,) = [result for result in results if isinstance(result, Case)]
    (lost,) = [result for result in results if isinstance(result, CaseMoved)]
    assert (lost.who, lost.step) == (won.assignee, "claim")


def test_what_is_pressed_several_times_at_once_is_kept_once(desk: Desk) -> None:
    intake, start = desk.intake, threading.Barrier(4)
    colleagues = [Colleague(OFFICER.name, Scope()), Colleague(COLLEAGUE.name, Scope())]
    absences = Absences(intake.database, demonstration(), intake.clock, lambda: colleagues)
    filters, today = SavedFilters(intake.database), absences.today()

    def press(_: int) -> None:
        start.wait()
        filters.keep("account 1", "cases", "逾期", "late=yes")
        absences.leave(OFFICER, today, today, COLLEAGUE.name)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(press, range(4)))
    assert filters.of("account 1", "cases") == [SavedFilter("逾期", "late=yes")]
    assert [each.deputy for each in absences.every()] == [COLLEAGUE.name]


def test_the_history_keeps_who_gave_it_to_whom_and_no_event_names_them(desk: Desk) -> None:
    case, hold = desk.opened(), holding(desk).hold
    case = hold(case.id, case.version, OFFICER, OFFICER.name)
    case = hold(case.id, case.version, OFFICER, COLLEAGUE.name)
    case = hold(case.id, case.version, COLLEAGUE, None)
    taken = desk.intake.database.read(lambda conn: store.history(conn, case.id))
    assert [step.step for step in taken] == ["open", "claim", "hand_over", "release"]
    assert taken[2].details == {"holder": COLLEAGUE.name, "holder_before": OFFICER.name}
    told = [str(asdict(state)) for state in desk.told()]
    assert len(told) == 4
    assert not [words for words in told if "李巍" in words or "周敏" in words]


def test_a_case_that_is_sent_elsewhere_is_nobodys_and_who_accepts_it_has_it(desk: Desk) -> None:
    case = desk.take(desk.opened(), "file", condition="out")
    case = holding(desk).hold(case.id, case.version, OFFICER, OFFICER.name)
    case = desk.take(case, "dispatch", unit="housing_bureau")
    assert case.assignee is None
    case = desk.take(case, "accept", COLLEAGUE)
    assert case.assignee == COLLEAGUE.name
    assert desk.take(case, "send_back", COLLEAGUE, reason="not our lamp").assignee is None


def test_a_closed_case_and_a_stranger_are_refused_and_a_repeat_changes_nothing(
    desk: Desk,
) -> None:
    case, hold = desk.opened(), holding(desk).hold
    with pytest.raises(MissingDetail):
        hold(case.id, case.version, OFFICER, "officer nobody")
    case = hold(case.id, case.version, OFFICER, OFFICER.name)
    assert hold(case.id, case.version, OFFICER, OFFICER.name) == case
    closed = desk.take(case, "decline", outcome="not_ours", reason="of the park")
    with pytest.raises(StepNotAllowed):
        hold(closed.id, closed.version, OFFICER, None)


def test_a_list_holds_mine_or_nobodys(desk: Desk) -> None:
    mine, _ = desk.opened(), desk.opened()
    mine = holding(desk).hold(mine.id, mine.version, OFFICER, OFFICER.name)

    def found(wanted: WantedCases) -> list[str]:
        return [case.id for case in desk.page(wanted, NOON).cases]

    assert found(WantedCases(assignees=(OFFICER.name, "officer x"))) == [mine.id]
    assert mine.id not in found(WantedCases(unassigned=True))
    assert found(WantedCases(unassigned=False)) == [mine.id]
