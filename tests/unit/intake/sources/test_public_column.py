"""A table may say which of its reports their reporters agreed to show."""

from pathlib import Path

from services.contracts.profile.load import load_profile
from services.intake.sources.import_table import ImportTable
from tests.unit.intake.sources.tables import FakeReceive, a_csv


def test_a_table_says_what_may_be_shown(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "t.csv", "编号,内容,公开\n1,灯坏,是\n2,灯坏,no\n3,灯坏,\n4,灯坏,随便\n")
    receive = FakeReceive()
    imported = ImportTable(load_profile()).run(path, receive)
    assert [new.agreed for new in receive.reports.values()] == [True, False, False]
    assert [(fault.row, fault.column, fault.rule) for fault in imported.faults] == [
        (5, "公开", "yes_or_no")
    ]
