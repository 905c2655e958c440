"""What may mean the same: close by, of one group, not long ago; on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.contracts.intake_events import Support
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.listing import Circle
from services.intake.reports.nearby.nearby import Near, duplicates_of, open_nearby
from services.intake.reports.report import NewReport
from tests.contract.intake import Intake, Statements, open_intake
from tests.unit.intake.builders import NOON, OFFICER, a_report, demonstration

LAMPS = demonstration().groups["street_asset"]
LAT, LONG = 30.43, 123.13
METRE = 1 / 111_195
"""Degrees of latitude."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def a_lamp(metres: float, days: float = 1, **said: Any) -> NewReport:
    moment = NOON - timedelta(days=days)
    place = {"lat": LAT + metres * METRE, "long": LONG, "service_code": "street_lamp"}
    return a_report(**{"occurred_at": moment, **place, **said})


def sent(intake: Intake, new: NewReport) -> str:
    return intake.receive.receive(new, OFFICER).id


def near(intake: Intake, radius: float = LAMPS.radius) -> list[Near]:
    place = Circle(lat=LAT, long=LONG, radius=radius)
    return list(intake.database.read(lambda conn: open_nearby(conn, place, LAMPS, NOON)))


def test_residents_see_the_nearest_of_the_group_within_its_radius_and_age(intake: Intake) -> None:
    far, close = (sent(intake, a_lamp(metres)) for metres in (25, 5))
    sent(intake, a_lamp(40))
    sent(intake, a_lamp(5, days=LAMPS.age_days + 1))
    sent(intake, a_lamp(5, service_code="living_noise"))
    found = near(intake)
    assert [each.report.id for each in found] == [close, far]
    assert [round(each.metres) for each in found] == [5, 25]


def test_residents_see_at_most_five_and_nothing_that_is_not_public(intake: Intake) -> None:
    sent(intake, a_lamp(1, public=False))
    sent(intake, a_lamp(1, request_type="tip_off"))
    sent(intake, a_lamp(1, request_type="praise"))
    ids = [sent(intake, a_lamp(2 + place)) for place in range(7)]
    assert [each.report.id for each in near(intake)] == ids[:5]


def test_staff_see_what_may_be_a_duplicate_before_or_after(intake: Intake) -> None:
    this = sent(intake, a_lamp(0, days=100))
    after = sent(intake, a_lamp(200, days=11, public=False))
    before = sent(intake, a_lamp(240, days=189))
    sent(intake, a_lamp(260, days=100))
    sent(intake, a_lamp(10, days=9))
    found = intake.database.read(lambda conn: duplicates_of(conn, this))
    assert [each.report.id for each in found] == [after, before]


def test_a_report_without_a_point_has_no_duplicates_by_place(intake: Intake) -> None:
    this = sent(intake, a_report(service_code="street_lamp"))
    assert intake.database.read(lambda conn: duplicates_of(conn, this)) == []


def test_duplicates_of_nothing_are_refused(intake: Intake) -> None:
    with pytest.raises(NoSuchReport):
        intake.database.read(lambda conn: duplicates_of(conn, "20260101-XXXXX"))


def test_nearby_is_one_statement_and_duplicates_are_two(intake: Intake) -> None:
    this = sent(intake, a_lamp(0, support=Support(in_favour=3, against=0)))
    with Statements(intake.database) as statements:
        near(intake)
    assert len(statements.seen) == 1
    with Statements(intake.database) as statements:
        intake.database.read(lambda conn: duplicates_of(conn, this))
    assert len(statements.seen) == 2
