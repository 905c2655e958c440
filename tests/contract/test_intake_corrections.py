"""An officer says what a report is about: a next version with who and why, and a lesson."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from services.contracts import catalogue
from services.intake.reports import store
from services.intake.reports.acceptance import Acceptance
from services.intake.reports.corrections import Correction, lessons
from services.intake.reports.faults import NoSuchReport, UnknownCategory
from services.intake.reports.receive import Receive
from services.intake.reports.suggesting.pairs import Lesson
from services.intake.tables import runtime_tables
from services.runtime.clock import FixedClock
from services.runtime.outbox import Outbox
from tests.contract.intake import Intake, open_intake
from tests.unit.intake.builders import NOON, OFFICER, a_report, an_assessor, demonstration

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


def test_what_was_corrected_in_one_process_is_heard_in_another(intake: Intake) -> None:
    heard: list[list[Lesson]] = []
    elsewhere = Receive(intake.database, a_pupil(heard), learns_every=0.0)
    elsewhere.receive(a_report(), OFFICER)
    intake.receive.correct_category(intake.report(a_report()), LAMP, OFFICER)
    for _ in range(2):
        elsewhere.receive(a_report(), OFFICER)
    assert heard == [[Lesson("路灯坏了三天", "street_lamp")]]


def a_pupil(heard: list[list[Lesson]]) -> Acceptance:
    class Pupil(Acceptance):
        def learn(self, taught: Iterable[Lesson]) -> None:
            heard.append(list(taught))

    clock = FixedClock(NOON)
    outbox = Outbox(runtime_tables, catalogue, clock, "intake")
    return Pupil(outbox, demonstration(), an_assessor(), clock)
