"""Appeals (申诉): two others excuse a lateness, which stays visible, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.intake.cases.appeal import store
from services.intake.cases.appeal.refusals import (
    AppealedAlready,
    NothingToReview,
    NotLate,
    NotYourReview,
)
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import MissingDetail, NotYourUnit
from services.runtime.identity.access import Scope
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk
from tests.unit.intake.builders import PHONE, demonstration

CREW = Worker(name="officer 房管 王强", units=("housing_bureau",))
CREW_TWO = Worker(name="officer 房管 赵红", units=("housing_bureau",))
THIRD = Worker(name="officer 陈立")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


@pytest.fixture
def late(desk: Desk) -> Case:
    """Handed back by its unit five days too late."""
    case = desk.take(desk.opened(), "file", condition="fallen")
    case = desk.take(desk.take(case, "dispatch", unit="housing_bureau"), "accept", CREW)
    desk.intake.clock.advance(5 * 86_400)
    said = {"outcome": "repaired", "note": "灯已修好。", "reason": "天黑，未拍照"}
    return desk.take(case, "hand_back", CREW, **said)


def kept(desk: Desk, case: Case) -> Case:
    found = desk.intake.database.read(lambda conn: case_store.by_id(conn, case.id))
    assert found is not None
    return found


def test_two_people_uphold_and_the_raw_lateness_stays_beside_the_exemption(
    desk: Desk, late: Case
) -> None:
    appeals = desk.cases.appeals
    asked = appeals.ask(late.id, f"停电五天，可致电 {PHONE} 核实", CREW)
    assert (asked.state, asked.reason) == ("first_review", "停电五天，可致电 138****8000 核实")
    first = appeals.review(late.id, "upheld", "停电属实", OFFICER)
    assert first.state == "second_review"
    assert not kept(desk, late).exempted
    second = appeals.review(late.id, "upheld", "同意", COLLEAGUE)
    assert (second.state, second.waits) == ("granted", False)
    after = kept(desk, late)
    assert (after.clock.late, after.exempted) == (True, True)
    assert after == replace(
        late, version=late.version + 3, exempted=True, changed_at=after.changed_at
    )
    assert list(appeals.of_case(late.id)) == [second]
    told = desk.told()[-3:]
    assert [(state.late, state.exempted) for state in told] == [
        (True, False),
        (True, False),
        (True, True),
    ]
    taken = desk.intake.database.read(lambda conn: case_store.history(conn, late.id))
    assert [(step.step, step.who, step.reason is not None) for step in taken[-3:]] == [
        ("appeal", CREW.name, True),
        ("appeal_first", OFFICER.name, True),
        ("exempt", COLLEAGUE.name, True),
    ]


@pytest.mark.parametrize("before", [0, 1])
def test_either_reviewer_rejects_it_for_good(desk: Desk, late: Case, before: int) -> None:
    appeals = desk.cases.appeals
    appeals.ask(late.id, "停电五天", CREW)
    for _ in range(before):
        appeals.review(late.id, "upheld", "属实", OFFICER)
    assert appeals.review(late.id, "rejected", "停电一天", COLLEAGUE).state == "rejected"
    assert not kept(desk, late).exempted
    with pytest.raises(NothingToReview):
        appeals.review(late.id, "upheld", "同意", THIRD)
    with pytest.raises(AppealedAlready):
        appeals.ask(late.id, "再次申诉", CREW)


def test_who_asked_handled_reviewed_or_belongs_to_the_unit_does_not_review(
    desk: Desk, late: Case
) -> None:
    appeals = desk.cases.appeals
    appeals.ask(late.id, "停电五天", CREW_TWO)
    for who in (CREW, CREW_TWO, replace(CREW, units=()), replace(THIRD, units=CREW.units)):
        with pytest.raises(NotYourReview):
            appeals.review(late.id, "upheld", "同意", who)
    appeals.review(late.id, "upheld", "同意", OFFICER)
    with pytest.raises(NotYourReview):
        appeals.review(late.id, "upheld", "同意", OFFICER)


def test_only_the_unit_of_a_late_case_asks_and_says_why(desk: Desk, late: Case) -> None:
    appeals = desk.cases.appeals
    in_time = desk.handled(desk.opened())
    with pytest.raises(NotLate):
        appeals.ask(in_time.id, "停电", CREW)
    with pytest.raises(NotYourUnit):
        appeals.ask(late.id, "停电", replace(CREW, units=("sanitation",)))
    with pytest.raises(MissingDetail):
        appeals.ask(late.id, "  ", CREW)
    with pytest.raises(NothingToReview):
        appeals.review(late.id, "upheld", "同意", OFFICER)
    assert kept(desk, late) == late
    appeals.ask(late.id, "停电", CREW)
    with pytest.raises(MissingDetail):
        appeals.review(late.id, "upheld", None, OFFICER)


def test_a_reopened_case_has_a_new_clock_and_a_new_appeal(desk: Desk, late: Case) -> None:
    appeals = desk.cases.appeals
    appeals.ask(late.id, "停电五天", CREW)
    closed = desk.take(kept(desk, late), "close", COLLEAGUE)
    again = desk.take(closed, "reopen", THIRD, reason="仍不亮")
    with pytest.raises(NothingToReview):
        appeals.review(late.id, "upheld", "同意", OFFICER)
    case = desk.take(again, "dispatch", THIRD, unit="housing_bureau")
    desk.intake.clock.advance(5 * 86_400)
    assert appeals.ask(case.id, "又停电", CREW).round == 1

    def waiting(*units: str) -> list[tuple[str, int]]:
        found = desk.intake.database.read(
            lambda conn: store.waiting(conn, 9, demonstration(), Scope(units=units))
        )
        return [(each.case, each.round) for each in found]

    assert waiting() == waiting("housing_bureau") == [(late.id, 0), (late.id, 1)]
    assert waiting("sanitation") == []
