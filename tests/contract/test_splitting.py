"""A report of several problems is split into parts, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from services.contracts.intake_events import ReportState
from services.intake.cases.case.case import Worker
from services.intake.cases.case.refusals import AlreadySplit, MissingDetail, NothingToHandle
from services.intake.cases.splitting.in_play import to_join
from services.intake.cases.splitting.split_report import Part
from services.intake.feedback.join_report import JoinReport, NothingToJoin, Voice
from services.intake.reports import contacts, store
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.report import ANYONE, Contact, Report
from services.intake.reports.tables import reports
from services.runtime.identity.access import EVERYWHERE
from tests.contract.case_desk import Desk, open_desk
from tests.unit.intake.builders import PHONE, demonstration

CLERK = Worker(name="officer 周敏")
LAMP = Part(category="street_lamp", description=f"路灯不亮。请打 {PHONE}。")
BIN = Part(
    category="rubbish", description="垃圾桶满了。", lat=30.4405, long=123.1305, address="银杏路口"
)
HERE = {"lat": 30.41, "long": 123.14}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    yield from open_desk(request, tmp_path)


def split(desk: Desk, number: str, *parts: Part) -> list[Report]:
    found = desk.cases.splitting.split(number, parts, CLERK)
    desk.intake.number()
    return list(found)


def a_mixed_report(desk: Desk) -> str:
    return desk.reported(
        description="灯坏了，垃圾也没人收。", contact=Contact(phone="13900139000"), **HERE
    )


def test_each_part_has_its_own_kind_and_place_and_the_report_keeps_its_words(desk: Desk) -> None:
    number = a_mixed_report(desk)
    before = desk.kept(number)
    lamp, rubbish = split(desk, number, LAMP, BIN)
    assert replace(desk.kept(number), version=1) == replace(before, version=1)
    assert (lamp.category.code, lamp.category.decided_by) == ("street_lamp", "officer")
    assert (lamp.description, lamp.place) == ("路灯不亮。请打 138****8000。", before.place)
    assert (rubbish.category.code, rubbish.place.lat, rubbish.place.address) == (
        "rubbish",
        30.4405,
        "银杏路口",
    )
    assert rubbish.place.area == demonstration().area_at(30.4405, 123.1305).code  # type: ignore[union-attr]
    assert rubbish.place.road == "yinxing_road"
    assert (lamp.occurred_at, lamp.audience, lamp.joins) == (before.occurred_at, "public", None)
    waiting = desk.cases.inbox.read(EVERYWHERE)
    assert {r.id for bundle in waiting.bundles for r in bundle.reports} == {lamp.id, rubbish.id}


def test_one_person_stays_one_and_follows_every_part(desk: Desk) -> None:
    number = a_mixed_report(desk)
    parts = split(desk, number, LAMP, replace(LAMP, description="还有一盏。"))
    pseudonyms = {desk.kept(number).pseudonym, *(part.pseudonym for part in parts)}
    assert len(pseudonyms) == 1
    assert None not in pseudonyms
    case = desk.opened(*(part.id for part in parts))
    assert (case.reports, case.people) == (2, 1)
    for part in parts:
        private = kept_private(desk, part.id)
        assert (private.contact.phone, private.description) == ("13900139000", None)
    kept = desk.cases.splitting.parts_of(number)
    assert {each.report.id for each in kept} == {part.id for part in parts}
    assert {owner(desk, each.tracking_token) for each in kept} == {part.id for part in parts}


def kept_private(desk: Desk, number: str) -> contacts.Private:
    found = desk.intake.database.read(lambda conn: contacts.load(conn, number))
    assert found is not None
    return found


def owner(desk: Desk, token: str) -> str:
    found = desk.intake.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert found is not None
    return found.report.id


def test_one_event_tells_of_each_part_and_one_of_the_report(desk: Desk) -> None:
    number = a_mixed_report(desk)
    before = len(desk.intake.events())
    parts = split(desk, number, LAMP, BIN)
    told = [each.data for each in desk.intake.events()[before:]]
    assert all(isinstance(state, ReportState) for state in told)
    versions = {state.id: state.version for state in told if isinstance(state, ReportState)}
    assert versions == {number: 2, parts[0].id: 1, parts[1].id: 1}
    assert len(told) == 3
    history = desk.intake.database.read(lambda conn: store.history(conn, number))
    assert history[-1].why == f"split into {parts[0].id}, {parts[1].id}"


def test_a_report_with_a_case_keeps_it_for_one_of_its_problems(desk: Desk) -> None:
    number = a_mixed_report(desk)
    case = desk.opened(number)
    (rubbish,) = split(desk, number, BIN)
    assert (desk.kept(number).case, rubbish.case) == (case.id, None)


def test_a_report_is_split_once_into_parts_that_say_something(desk: Desk) -> None:
    number = a_mixed_report(desk)
    wrong: list[tuple[tuple[Part, ...], str, str]] = [
        ((LAMP,), "parts", "several"),
        ((LAMP, replace(BIN, description=" ")), "parts/1/description", "required"),
        ((replace(LAMP, category="nothing"), BIN), "parts/0/category", "known_category"),
        ((LAMP, replace(BIN, area="nowhere")), "parts/1/area", "known_area"),
        ((LAMP, replace(BIN, long=None)), "parts/1/long", "required"),
        ((LAMP,) * 11, "parts", "length"),
    ]
    for parts, field, rule in wrong:
        with pytest.raises(MissingDetail) as missing:
            split(desk, number, *parts)
        assert (missing.value.field, missing.value.rule) == (field, rule)
    assert desk.kept(number).version == 1
    lamp, _ = split(desk, number, LAMP, BIN)
    for again in (number, lamp.id):
        with pytest.raises(AlreadySplit):
            split(desk, again, LAMP, BIN)
    with pytest.raises(NoSuchReport):
        split(desk, "20260101-NNNNN", LAMP, BIN)
    with pytest.raises(NothingToHandle):
        split(desk, desk.reported(request_type="praise"), LAMP, BIN)


def test_a_part_is_no_more_public_than_the_report(desk: Desk) -> None:
    number = desk.reported(public=False, **HERE)
    assert {part.audience for part in split(desk, number, LAMP, BIN)} == {"staff"}


def test_neighbours_join_the_parts_and_not_what_was_split(desk: Desk) -> None:
    number = a_mixed_report(desk)
    lamp, _ = split(desk, number, LAMP, BIN)
    intake = desk.intake
    joining = JoinReport(
        intake.database,
        intake.outbox,
        intake.clock,
        demonstration().zone,
        intake.reporting.assessor.person,
    )
    with pytest.raises(NothingToJoin):
        joining.join(number, Voice(browser="one"), ANYONE)
    assert joining.join(lamp.id, Voice(browser="one"), ANYONE).created
    offered = intake.database.read(
        lambda conn: (
            conn.execute(reports.select().with_only_columns(reports.c.id).where(to_join()))
            .scalars()
            .all()
        )
    )
    assert number not in offered
    assert lamp.id in offered


GAS = Part(category="street_lamp", description="楼道里煤气味很大。")


def test_the_part_that_tells_of_a_danger_is_grave_and_the_other_is_not(desk: Desk) -> None:
    number = desk.reported(description="灯坏了，楼道里煤气味很大。", **HERE)
    lamp, gas = split(desk, number, LAMP, GAS)
    assert (lamp.severity, lamp.danger) == (2, None)
    assert (gas.severity, gas.raised_by_words) == (4, True)
    assert desk.opened(gas.id).severity == 4


def test_a_danger_that_no_part_repeats_is_lost_by_none(desk: Desk) -> None:
    number = desk.reported(description="灯坏了，楼道里煤气味很大。", **HERE)
    parts = split(desk, number, LAMP, BIN)
    assert [(part.severity, part.raised_by_words) for part in parts] == [(4, True)] * 2


def test_of_two_dangers_the_one_that_is_not_repeated_is_not_lost(desk: Desk) -> None:
    number = desk.reported(description="电梯困人，楼道里煤气味很大。", **HERE)
    gas, lift = split(desk, number, GAS, Part(category="lift_fault", description="电梯停了。"))
    assert (gas.severity, lift.severity) == (4, 4)
    assert lift.danger is not None
    assert "trapped" in lift.danger.kinds


def test_a_danger_that_the_officer_s_words_speak_of_first_is_heard(desk: Desk) -> None:
    lamp, gas = split(desk, a_mixed_report(desk), LAMP, GAS)
    assert (lamp.severity, gas.severity) == (2, 4)
