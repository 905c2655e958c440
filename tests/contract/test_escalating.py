"""What has been late for a day is passed up to the unit above, once per clock."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.intake.cases.case import store
from services.intake.cases.case.case import Case
from services.intake.cases.case.within import within
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.sweeping.sweep import DeadlineSweep
from services.intake.tables import runtime_tables
from services.runtime.identity.access import Scope
from services.runtime.lease import Lease
from tests.contract.case_desk import Desk, open_desk

DAY = 86_400


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def sweep(desk: Desk) -> DeadlineSweep:
    intake = desk.intake
    lease = Lease(intake.database, runtime_tables, "deadlines", "one", intake.clock)
    above = {"municipal": "housing_bureau"}
    return DeadlineSweep(
        "deadlines", intake.database, intake.outbox, lease, intake.clock, above=above
    )


def now(desk: Desk, case: Case) -> Case:
    found = desk.intake.database.read(lambda conn: store.by_id(conn, case.id))
    assert found is not None
    return found


def late(desk: Desk, sweeping: DeadlineSweep) -> Case:
    """A case of an hour's limit that was just noted as late."""
    case = desk.take(desk.opened(), "file", condition="fallen")
    case = desk.take(case, "dispatch", unit="municipal")
    desk.intake.clock.advance(3_601)
    assert sweeping.step() == 1
    return now(desk, case)


def test_a_day_after_its_deadline_a_case_is_passed_up_once(desk: Desk) -> None:
    sweeping = sweep(desk)
    case = late(desk, sweeping)
    assert (sweeping.step(), sweeping.idle()) == (0, None)
    desk.intake.clock.advance(DAY)
    assert sweeping.idle() is not None
    assert [sweeping.step(), sweeping.step(), sweeping.idle()] == [1, 0, None]

    after = now(desk, case)
    assert after == replace(
        case, version=case.version + 1, escalated="housing_bureau", changed_at=after.changed_at
    )
    history = desk.intake.database.read(lambda conn: store.history(conn, case.id))
    assert (history[-1].step, history[-1].who) == ("escalate", "clock")
    assert history[-1].details == {"escalated_to": "housing_bureau"}
    assert desk.told()[-1].version == after.version


def test_the_unit_above_sees_what_was_passed_up_and_the_other_stays_responsible(
    desk: Desk,
) -> None:
    sweeping = sweep(desk)
    case = late(desk, sweeping)
    above, own = Scope(units=("housing_bureau",)), Scope(units=("municipal",))
    assert not within(case, above)
    desk.intake.clock.advance(DAY)
    sweeping.step()

    after = now(desk, case)
    assert (within(after, above), within(after, own), after.unit) == (True, True, "municipal")
    wanted = WantedCases(units=("housing_bureau",))
    assert [found.id for found in desk.page(wanted, desk.intake.clock.now()).cases] == [case.id]
