"""An officer says what a report is about: a next version with who and why, and a lesson."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.reports import store
from services.intake.reports.corrections import Correction, lessons
from services.intake.reports.faults import NoSuchReport, UnknownCategory
from services.intake.reports.suggesting.pairs import Lesson
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import OFFICER, a_report

LAMP = Correction("street_lamp", "说的是路灯")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def test_a_correction_is_a_next_version_with_who_and_why(intake: Intake) -> None:
    number = intake.report(a_report())
    intake.number()
    report = intake.receive.correct_category(number, LAMP, OFFICER)
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
    versions = {intake.receive.correct_category(number, LAMP, OFFICER).version for _ in range(2)}
    assert versions == {2}
    taught = intake.database.read(lessons)
    assert list(taught) == [Lesson("路灯坏了三天", "street_lamp")]


def test_what_is_not_there_cannot_be_corrected(intake: Intake) -> None:
    with pytest.raises(NoSuchReport):
        intake.receive.correct_category("20260101-XXXXX", LAMP, OFFICER)
    number = intake.report(a_report())
    with pytest.raises(UnknownCategory):
        intake.receive.correct_category(number, Correction("no_such", "?"), OFFICER)
