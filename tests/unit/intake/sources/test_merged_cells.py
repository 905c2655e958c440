"""What a table says once for several rows: merged cells, and words that mean "as above"."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from services.contracts.profile.load import load_profile
from services.intake.reports.report import NewReport
from services.intake.sources.import_table import ImportTable
from services.intake.sources.tally import Imported
from services.runtime.spreadsheets.merged_cells import Span, Spans
from tests.unit.intake.sources.tables import FakeReceive, a_csv

IMPORTER = ImportTable(load_profile())
HEADER = ("编号", "内容", "发生时间", "联系电话", "地址")
TIME = "2026-11-03 08:00"


def taken(path: Path) -> tuple[Imported, dict[str, NewReport]]:
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    return imported, {str(new.external_id): new for new in receive.reports.values()}


def a_book(folder: Path, rows: Sequence[Sequence[Any]], *merged: str) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    made.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def three(**told: str) -> list[list[Any]]:
    """Three reports; of the address and the telephone only the first says anything."""
    rows: list[list[Any]] = [list(HEADER)]
    for number in (1, 2, 3):
        first = number == 1
        rows.append(
            [
                f"N{number}",
                f"第{number}盏灯不亮",
                TIME,
                told.get("phone") if first else None,
                told.get("address") if first else None,
            ]
        )
    return rows


def test_a_merged_cell_counts_for_every_row_that_it_spans(tmp_path: Path) -> None:
    rows = three(phone="13800138000", address="紫荆路3号")
    imported, stored = taken(a_book(tmp_path, rows, "E2:E4", "D2:D3"))
    assert (imported.created, imported.faults) == (3, ())
    assert [new.address for new in stored.values()] == ["紫荆路3号"] * 3
    assert [new.contact.phone for new in stored.values()] == ["13800138000", "13800138000", None]


def test_cells_that_are_empty_without_being_merged_stay_empty(tmp_path: Path) -> None:
    _, stored = taken(a_book(tmp_path, three(address="紫荆路3号"), "E2:E3"))
    assert stored["N3"].address is None


def test_a_merged_id_names_the_row_that_has_it(tmp_path: Path) -> None:
    rows = three(address="紫荆路3号")
    for row in rows[2:]:
        row[0] = None
    imported, stored = taken(a_book(tmp_path, rows, "A2:A4"))
    assert [(fault.row, fault.rule) for fault in imported.faults] == [
        (3, "same_id"),
        (4, "same_id"),
    ]
    assert list(stored) == ["N1"]


def test_rows_that_a_note_was_made_large_with_are_none(tmp_path: Path) -> None:
    rows: list[list[Any]] = [*three(), ["合计：3 件"], [None], [None]]
    imported, _ = taken(a_book(tmp_path, rows, "A5:E7"))
    assert imported.created == 3
    assert [(fault.row, fault.rule) for fault in imported.faults] == [(5, "total_row")]


def test_a_header_of_two_rows_with_merged_cells_is_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["编号", "内容", "发生时间", "位置", None],
        [None, None, None, "纬度", "经度"],
        ["N1", "灯不亮", TIME, 29.9, 121.6],
    ]
    imported, stored = taken(a_book(tmp_path, rows, "A1:A2", "B1:B2", "C1:C2", "D1:E1"))
    assert imported.faults == ()
    assert (stored["N1"].lat, stored["N1"].long) == (29.9, 121.6)


@pytest.mark.parametrize("ditto", ["同上", "〃", "同前", "ditto"])
def test_as_above_is_what_stands_above(tmp_path: Path, ditto: str) -> None:
    lines = [
        ",".join(HEADER),
        f"N1,一号灯不亮,{TIME},13800138000,紫荆路3号",
        f"N2,二号灯不亮,{ditto},{ditto},{ditto}",
        f"N3,三号灯不亮,{TIME},,{ditto}",
    ]
    imported, stored = taken(a_csv(tmp_path / "t.csv", "\n".join(lines)))
    assert imported.faults == ()
    assert stored["N2"].occurred_at == stored["N1"].occurred_at
    assert stored["N2"].contact.phone == "13800138000"
    assert stored["N3"].contact.phone is None
    assert {new.address for new in stored.values()} == {"紫荆路3号"}


def test_spans_are_found_wherever_a_piece_of_the_file_ends() -> None:
    xml = b'<x:mergeCells count="2"><x:mergeCell ref="AB2:AC9"/><x:mergeCell ref="A1:C1"/>'
    for cut in range(len(xml)):
        spans = Spans()
        spans.look(xml[:cut])
        spans.look(xml[cut:])
        assert spans.in_order() == (Span(2, 9, 27),)
