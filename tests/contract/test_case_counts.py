"""What neighbours add to a case and to a report is seen where it matters, on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.cases.case import membership
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import Case
from services.intake.cases.case.refusals import CaseMoved
from services.intake.cases.sweeping.sweep import DeadlineSweep
from services.intake.cases.wiring import IN_PLAY
from services.intake.feedback.join_report import JoinReport, Voice
from services.intake.reports.listing import Circle, Wanted, find
from services.intake.reports.nearby.nearby import Near, duplicates_of, open_nearby
from services.intake.reports.report import ANYONE
from services.intake.tables import runtime_tables
from services.runtime.lease import Lease
from tests.contract.case_desk import COLLEAGUE, Desk, open_desk
from tests.contract.intake import Statements
from tests.unit.intake.builders import demonstration

HERE = {"lat": 30.41, "long": 123.14}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def join(desk: Desk, number: str, *people: str | None) -> None:
    """Neighbours of whom no contact is verified: together one person of the report."""
    intake = desk.intake
    joining = JoinReport(
        intake.database,
        intake.outbox,
        intake.clock,
        demonstration().zone,
        intake.reporting.assessor.person,
    )
    for person in people:
        joining.join(number, Voice(browser=person), ANYONE, sees_all=True)


def sweep(desk: Desk) -> DeadlineSweep:
    intake = desk.intake
    lease = Lease(intake.database, runtime_tables, "deadlines", "one", intake.clock)
    return DeadlineSweep("deadlines", intake.database, intake.outbox, lease, intake.clock)


def kept(desk: Desk, case: Case) -> Case:
    found = desk.intake.database.read(lambda conn: case_store.by_id(conn, case.id))
    assert found is not None
    return found


def near(desk: Desk) -> list[Near]:
    place, lamps = Circle(**HERE, radius=30), demonstration().groups["street_asset"]
    now = desk.intake.clock.now()
    return list(
        desk.intake.database.read(lambda conn: open_nearby(conn, place, lamps, now, IN_PLAY))
    )


def test_new_voices_are_told_of_once_for_each_case_and_batch(desk: Desk) -> None:
    number = desk.reported(reporter_key="zero", **HERE)
    case = desk.opened(number)
    sweeping = sweep(desk)
    assert (sweeping.step(), sweeping.idle()) == (0, None)
    join(desk, number, "one", "two", "three")
    assert sweeping.idle() is not None
    before = len(desk.told())
    assert [sweeping.step(), sweeping.step(), sweeping.idle()] == [1, 0, None]
    (told,) = desk.told()[before:]
    assert (told.reports, told.people, told.version) == (4, 2, case.version + 1)
    assert kept(desk, case).tell() == told


def test_a_step_tells_of_the_voices_and_the_sweep_not_again(desk: Desk) -> None:
    number = desk.reported(reporter_key="zero")
    case = desk.opened(number)
    join(desk, number, "one")
    filed = desk.take(case, "file", condition="out")
    assert desk.told()[-1].people == filed.people == 2
    assert sweep(desk).step() == 0


def test_who_read_the_case_before_new_voices_were_told_of_meets_no_conflict(desk: Desk) -> None:
    number = desk.reported(reporter_key="zero")
    case, sweeping = desk.opened(number), sweep(desk)
    for person in ("one", "two"):
        join(desk, number, person)
        sweeping.step()
    assert kept(desk, case).version == case.version + 2
    filed = desk.take(case, "file", condition="out")
    assert (filed.version, filed.people) == (case.version + 3, 2)
    for stale in (case, filed):
        join(desk, number, f"after {stale.version}")
        sweeping.step()
    with pytest.raises(CaseMoved):
        desk.take(case, "file", COLLEAGUE, condition="out")
    assert desk.take(filed, "dispatch", unit="housing_bureau").state == "dispatched"
    history = desk.intake.database.read(lambda conn: case_store.history(conn, case.id))
    assert [step.step for step in history] == ["open", "file", "dispatch"]


def test_residents_are_offered_only_what_they_can_join(desk: Desk) -> None:
    number = desk.reported(**HERE)
    assert [each.report.id for each in near(desk)] == [number]
    case = desk.opened(number)
    assert [each.report.id for each in near(desk)] == [number]
    closed = desk.take(case, "answer", outcome="answered", note="已安排。")
    assert near(desk) == []
    desk.take(closed, "reopen", COLLEAGUE, reason="仍不亮", condition="out")
    assert [each.report.id for each in near(desk)] == [number]


def test_people_nearby_are_who_reported_joined_and_spoke_for_it(desk: Desk) -> None:
    number = desk.reported(reporter_key="zero", **HERE)
    with Statements(desk.intake.database) as statements:
        assert [each.people for each in near(desk)] == [1]
    assert len(statements.seen) == 1
    join(desk, number, "one", "two", None, None)
    assert [(each.report.id, each.people) for each in near(desk)] == [(number, 2)]


def test_staff_compare_with_what_was_closed_a_short_time_ago(desk: Desk) -> None:
    old, new = desk.reported(**HERE), desk.reported(**HERE)
    desk.take(desk.opened(old), "answer", outcome="answered", note="已安排。")

    def compared() -> list[str]:
        fitting = IN_PLAY.to_compare(desk.intake.clock.now())
        found = desk.intake.database.read(lambda conn: duplicates_of(conn, new, fitting))
        return [each.report.id for each in found]

    assert compared() == [old]
    desk.intake.clock.advance(timedelta(days=31).total_seconds())
    assert compared() == []


def test_a_voice_is_no_empty_row_in_any_list_of_the_staff(desk: Desk) -> None:
    number, other = desk.reported(reporter_key="zero", **HERE), desk.reported(**HERE)
    join(desk, number, "one")
    database = desk.intake.database
    page = database.read(lambda conn: find(conn, Wanted(), "staff", lambda area: [area]))
    assert {report.id for report in page.reports} == {number, other}
    found = database.read(lambda conn: duplicates_of(conn, other))
    assert [each.report.id for each in found] == [number]
    case = desk.opened(number)
    assert case.reports == 2
    _, shown = desk.cases.parts(case)
    assert [report.id for report in shown] == [number]
    assert len(database.read(lambda conn: membership.members(conn, case.id, 9))) == 2
