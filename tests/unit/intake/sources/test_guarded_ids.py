"""Ids and telephones without what programs put around them, and what nobody sees within them."""

from pathlib import Path

import pytest

from services.contracts.profile.load import load_profile
from services.intake.sources.import_table import ImportTable
from tests.unit.intake.sources.tables import FakeReceive, a_csv

IMPORTER = ImportTable(load_profile())
HEADER = "编号,内容,联系电话"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"=""0012345"""', "0012345"),
        ("'0012345", "0012345"),
        ("\t0012345", "0012345"),
        ("00\u200b12345", "0012345"),
        ("\ufeff0012345\u202c", "0012345"),
        ("12'345", "12'345"),
        ("O'Hara-7", "O'Hara-7"),
    ],
)
def test_an_id_is_what_a_reader_sees(tmp_path: Path, written: str, meant: str) -> None:
    receive = FakeReceive()
    imported = IMPORTER.run(a_csv(tmp_path / "t.csv", f"{HEADER}\n{written},灯坏,\n"), receive)
    assert imported.faults == ()
    assert [new.external_id for new in receive.reports.values()] == [meant]


def test_a_guarded_telephone_is_one(tmp_path: Path) -> None:
    receive = FakeReceive()
    table = f'{HEADER}\nN1,灯坏,"=""013800138000"""\nN2,灯坏,\'13800138000\n'
    IMPORTER.run(a_csv(tmp_path / "t.csv", table), receive)
    phones = [new.contact.phone for new in receive.reports.values()]
    assert phones == ["013800138000", "13800138000"]


def test_an_id_of_which_nothing_is_seen_is_none(tmp_path: Path) -> None:
    receive = FakeReceive()
    imported = IMPORTER.run(a_csv(tmp_path / "t.csv", f"{HEADER}\n\u200b\u2060,灯坏,\n"), receive)
    assert [(fault.row, fault.rule) for fault in imported.faults] == [(2, "no_id")]
    assert receive.reports == {}


def test_an_id_that_differs_only_in_what_nobody_sees_came_before(tmp_path: Path) -> None:
    receive = FakeReceive()
    table = f"{HEADER}\nN001,灯坏,\nN\u200b001,灯又坏,\n"
    imported = IMPORTER.run(a_csv(tmp_path / "t.csv", table), receive)
    assert [(fault.row, fault.rule) for fault in imported.faults] == [(3, "same_id")]
