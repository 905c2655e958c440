"""A dry run foretells what the import then does, and leaves the database as it was."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from services.intake.reports.masking.masking import MARKS
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import NewReport
from services.intake.sources.import_table import ImportTable
from services.intake.sources.rehearse import Rehearsal
from services.intake.tables import metadata
from services.runtime.database import open_database
from tests.contract.intake import Intake
from tests.unit.intake.builders import OFFICER, PHONE, demonstration
from tests.unit.intake.sources.tables import (
    HOTLINE,
    Value,
    a_hotline_table,
    a_message,
    a_workbook,
)

IMPORTER = ImportTable(demonstration())


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    database = open_database(f"sqlite:///{tmp_path}/intake.db")
    database.write(metadata.create_all)
    yield Intake(database)
    database.close()


def counts(
    intake: Intake, path: Path, *messages: Sequence[Value], dry: bool = False
) -> dict[str, int]:
    """What an import of these messages counts; a dry run when asked."""

    def receive(rows: Sequence[NewReport]) -> Sequence[Outcome]:
        if dry:
            rehearsal = Rehearsal(intake.database, demonstration(), intake.clock)
            return rehearsal.rehearse_many(rows)
        return intake.tables.receive_many(rows, OFFICER)

    return IMPORTER.run(a_hotline_table(path, *messages), receive).counts


def test_a_dry_run_foretells_each_outcome(intake: Intake, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    counts(intake, path, a_message(1), a_message(2))
    again = (
        a_message(1),
        a_message(2, likes=9),
        a_message(3),
        a_message(4, time="2099/1/1 00:00:00"),
    )
    foretold = counts(intake, path, *again, dry=True)
    assert foretold == {"read": 4, "created": 1, "unchanged": 1, "changed": 1, "rejected": 1}
    assert counts(intake, path, *again) == foretold


def test_a_dry_run_stores_nothing(intake: Intake, tmp_path: Path) -> None:
    counts(intake, tmp_path / "t.xlsx", a_message(1), dry=True)
    assert [intake.rows(table) for table in ("reports", "contacts", "outbox")] == [0, 0, 0]


def test_a_changed_row_is_a_new_version_of_the_same_report(intake: Intake, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    counts(intake, path, a_message(1))
    counts(intake, path, a_message(1, text="路灯修好了，又坏了。"))
    first, second = intake.states()
    assert (first.id, first.version) == (second.id, second.version - 1)
    assert second.description == "路灯修好了，又坏了。"
    assert second.external_id == "1"


def test_a_number_in_an_unknown_column_leaves_in_no_event(intake: Intake, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", [[*HOTLINE, "回访"], [*a_message(1), f"打 {PHONE}"]])
    IMPORTER.run(path, lambda rows: intake.tables.receive_many(rows, OFFICER))
    assert PHONE not in f"{intake.events()}"
    assert not any(mark in f"{intake.events()}" for mark in MARKS.values())
