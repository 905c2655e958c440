"""An officer says what a report is about: a next version with who and why, and a lesson."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.intake.reports import store
from services.intake.reports.changing.corrections import Correction, lessons
from services.intake.reports.changing.learning import Learning
from services.intake.reports.dangers.verdict import DangerVerdict
from services.intake.reports.faults import NoSuchReport, RefusedReport, UnknownCategory
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.receiving.acceptance import Acceptance
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.suggesting.pairs import Lesson
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import (
    OFFICER,
    PHONE,
    a_report,
    an_assessor,
    an_imported,
    demonstration,
)

LAMP = Correction("street_lamp", "说的是路灯")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def test_a_correction_is_a_next_version_with_who_and_why(intake: Intake) -> None:
    number = intake.report(a_report())
    intake.number()
    report = intake.correct.category(number, LAMP, OFFICER)
    assert (report.version, report.category.code, report.category.decided_by) == (
        2,
        "street_lamp",
        "officer",
    )
    [change] = intake.database.read(lambda conn: store.history(conn, number))
    assert (change.who, change.why, change.before["category"]) == (OFFICER.name, LAMP.why, "other")
    assert intake.states()[-1].category == report.category


def test_a_correction_is_a_lesson_and_the_same_again_changes_nothing(intake: Intake) -> None:
    number = intake.report(a_report())
    versions = {intake.correct.category(number, LAMP, OFFICER).version for _ in range(2)}
    assert versions == {2}
    taught = intake.database.read(lessons)
    assert list(taught) == [Lesson("路灯坏了三天", "street_lamp")]


def test_the_reason_of_a_correction_keeps_no_personal_number(intake: Intake) -> None:
    number = intake.report(a_report(description="楼道里有煤气味"))
    called = f"问过 {PHONE}"
    intake.correct.category(number, Correction("street_lamp", called), OFFICER)
    intake.correct.place(number, Relocation(area=WORKERS_FLATS, why=called), OFFICER)
    intake.correct.danger(number, DangerVerdict("dismissed", called), OFFICER)
    kept = [change.why for change in intake.database.read(lambda conn: store.history(conn, number))]
    assert kept == ["问过 138****8000"] * 3


WORKERS_FLATS = "xingtang.tangkou.gongfang"
AT_THE_FLATS = Relocation(area=WORKERS_FLATS, why="那里")
ELSEWHERE = Relocation(lat=31.0, long=122.0, why="?")


def test_a_place_is_an_officer_s_and_the_address_stays_as_it_was_typed(intake: Intake) -> None:
    number = intake.report(a_report())
    intake.number()
    where = Relocation(lat=30.001, long=121.002, datum="gcj02", area=WORKERS_FLATS, why="去过现场")
    report = intake.correct.place(number, where, OFFICER)

    place = report.place
    assert (place.lat, place.long) == pytest.approx((30.0, 121.0))
    assert (place.area, place.area_confidence, place.address) == (
        WORKERS_FLATS,
        1.0,
        "文化路 12 号",
    )
    [change] = intake.database.read(lambda conn: store.history(conn, number))
    assert (change.who, change.why) == (OFFICER.name, "去过现场")
    assert change.before["lat"] is None
    assert intake.states()[-1].place == place
    assert intake.correct.place(number, where, OFFICER).version == 2


def test_an_area_alone_leaves_the_point_and_a_point_alone_finds_its_road(intake: Intake) -> None:
    number = intake.report(a_report(lat=30.001, long=121.002))
    before = intake.correct.place(number, AT_THE_FLATS, OFFICER)
    assert (before.place.lat, before.place.area) == (30.001, WORKERS_FLATS)
    after = intake.correct.place(number, ELSEWHERE, OFFICER)
    assert (after.place.lat, after.version) == (31.0, 3)


def test_a_table_that_is_sent_again_leaves_what_an_officer_decided(intake: Intake) -> None:
    first = an_imported("A1", lat=30.001, long=121.002)
    [outcome] = intake.tables.receive_many([first], OFFICER)
    assert outcome.id is not None
    intake.correct.place(outcome.id, AT_THE_FLATS, OFFICER)
    again = an_imported(
        "A1", lat=29.001, long=121.002, description="还是没有人来。", address="东门"
    )
    assert intake.tables.receive_many([again], OFFICER)[0].kind == "changed"
    kept = intake.database.read(lambda conn: store.by_id(conn, outcome.id or ""))
    assert kept is not None
    place = kept.report.place
    assert (place.lat, place.area, place.address) == (30.001, WORKERS_FLATS, "东门")


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({}, "/area"),
        ({"lat": 30.0}, "/long"),
        ({"lat": 91.0, "long": 0.0}, "/lat"),
        ({"lat": 0.0, "long": 181.0}, "/long"),
        ({"area": "atlantis"}, "/area"),
    ],
)
def test_a_place_that_is_none_is_refused(
    intake: Intake, said: dict[str, Any], pointer: str
) -> None:
    number = intake.report(a_report())
    with pytest.raises(RefusedReport) as refused:
        intake.correct.place(number, Relocation(**said, why="?"), OFFICER)
    assert [fault.pointer for fault in refused.value.broken] == [pointer]
    assert intake.rows("report_history") == 0


def test_what_is_not_there_cannot_be_corrected(intake: Intake) -> None:
    with pytest.raises(NoSuchReport):
        intake.correct.category("20260101-XXXXX", LAMP, OFFICER)
    number = intake.report(a_report())
    with pytest.raises(UnknownCategory):
        intake.correct.category(number, Correction("no_such", "?"), OFFICER)


def test_what_was_corrected_in_one_process_is_heard_in_another(intake: Intake) -> None:
    heard: list[list[Lesson]] = []
    learning = Learning(intake.database, lambda taught: heard.append(list(taught)), every=0.0)
    acceptance = Acceptance(intake.outbox, demonstration(), an_assessor(), intake.clock)
    elsewhere = Receive(intake.database, acceptance, learning)
    elsewhere.receive(a_report(), OFFICER)
    intake.correct.category(intake.report(a_report()), LAMP, OFFICER)
    for _ in range(2):
        elsewhere.receive(a_report(), OFFICER)
    assert heard == [[Lesson("路灯坏了三天", "street_lamp")]]
