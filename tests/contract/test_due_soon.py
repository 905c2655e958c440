"""What is due soon is noted once per deadline, and who has to know of it is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.intake.cases.case import store
from services.intake.cases.case.case import Case
from services.intake.cases.holding.hold_case import HoldCase
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.sweeping.due_soon import STEP
from services.intake.notices.clock_news import Reader, of_reader
from services.runtime.identity.access import Scope
from tests.contract.case_desk import COLLEAGUE, OFFICER, Desk, open_desk
from tests.contract.test_escalating import now, sweep

HOUR = 3_600
MONDAY_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""The end of four working hours that begin on a Sunday."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def dispatched(desk: Desk) -> Case:
    """A case of four working hours with a unit."""
    case = desk.take(desk.opened(), "file", condition="out")
    case = desk.take(case, "dispatch", unit="municipal")
    assert case.clock.due_at == MONDAY_NOON
    return case


def noted(desk: Desk, case: Case) -> list[str]:
    """The deadlines of which the history says that they are near."""
    history = desk.intake.database.read(lambda conn: store.history(conn, case.id))
    return [step.details["due_at"] for step in history if step.step == STEP]


def told(desk: Desk, *names: str, units: tuple[str, ...] = (), staffed: str = "") -> list[str]:
    reader = Reader(names=names, scope=Scope(units=units), staffed={staffed} - {""})
    wanted, moment = WantedCases(), desk.intake.clock.now()
    news = desk.intake.database.read(lambda conn: of_reader(conn, reader, wanted, moment))
    return [each.step for each in news]


def test_four_hours_before_its_deadline_a_case_is_noted_once_and_told_of(desk: Desk) -> None:
    case, sweeping = dispatched(desk), sweep(desk)
    desk.intake.clock.advance(20 * HOUR - 1)
    assert (sweeping.step(), sweeping.idle()) == (0, None)
    assert now(desk, case) == case
    desk.intake.clock.advance(1)
    assert sweeping.idle() is not None
    assert [sweeping.step(), sweeping.step(), sweeping.idle()] == [1, 0, None]

    after = now(desk, case)
    assert after == replace(case, version=case.version + 1, changed_at=after.changed_at)
    assert noted(desk, case) == [MONDAY_NOON.isoformat()]
    assert desk.told()[-1].version == after.version
    assert desk.take(case, "accept").version == after.version + 1, "nobody's conflict"


def test_a_deadline_that_moves_is_noted_again_and_the_same_one_is_not(desk: Desk) -> None:
    case, sweeping = dispatched(desk), sweep(desk)
    desk.intake.clock.advance(20 * HOUR)
    assert sweeping.step() == 1
    tomorrow = desk.intake.clock.now().date() + timedelta(days=1)
    for later, again in ((0, 0), (HOUR, 1)):
        case = desk.take(now(desk, case), "suspend", reason="路面封闭", review_on=tomorrow)
        desk.intake.clock.advance(later)
        assert (told(desk, OFFICER.name), sweeping.step()) == ([], 0)
        case = desk.take(case, "resume")
        desk.intake.clock.advance(2 * HOUR)
        assert sweeping.step() == again
    assert len(set(noted(desk, case))) == len(noted(desk, case)) == 2


def test_a_clock_that_just_began_is_left_alone_while_its_start_can_be_undone(desk: Desk) -> None:
    case, sweeping = desk.take(desk.opened(), "file", condition="fallen"), sweep(desk)
    desk.intake.clock.advance(30)
    assert sweeping.step() == 0
    desk.intake.clock.advance(1)
    assert sweeping.step() == 1
    desk.intake.clock.advance(HOUR)
    assert sweeping.step() == 1
    assert now(desk, case).clock.late


def test_who_has_it_is_told_else_its_unit_else_who_works_for_every_unit(desk: Desk) -> None:
    case, sweeping = dispatched(desk), sweep(desk)
    desk.intake.clock.advance(20 * HOUR)
    sweeping.step()
    assert told(desk, "officer a", units=("municipal",)) == [STEP]
    assert told(desk, "officer b", units=("housing_bureau",)) == []
    assert told(desk, "officer c", staffed="municipal") == []
    assert told(desk, "officer c") == [STEP]

    hold = HoldCase(desk.intake.database, desk.intake.outbox, desk.intake.clock, lambda: ()).hold
    case = hold(case.id, case.version, COLLEAGUE, COLLEAGUE.name)
    assert told(desk, "officer a", units=("municipal",)) == []
    assert told(desk, COLLEAGUE.name) == told(desk, "officer deputy", COLLEAGUE.name) == [STEP]

    desk.intake.clock.advance(29 * HOUR)
    assert [sweeping.step(), sweeping.step()] == [1, 1]
    assert told(desk, COLLEAGUE.name) == ["escalate"]
    assert told(desk, "officer b", units=("housing_bureau",)) == ["escalate"]
    case = desk.take(desk.take(case, "accept"), "hand_back", outcome="answered", note="好了。")
    assert told(desk, COLLEAGUE.name) == []
