"""Tables are read for what they hold, cell by cell."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from services.runtime.spreadsheets.cells import cell_name, text_of
from tests.unit.intake.sources.tables import a_csv, a_package, a_workbook, rows_of


def test_whole_numbers_come_without_a_fraction(tmp_path: Path) -> None:
    [row] = rows_of(a_workbook(tmp_path / "t.xlsx", [[188006, 2.5, "0731"]]))
    assert [text_of(cell) for cell in row.cells] == ["188006", "2.5", "0731"]


def test_real_dates_are_local_times_and_a_midnight_is_one_too(tmp_path: Path) -> None:
    moments = [datetime(2019, 9, 1, 12, 30, 15), datetime(2019, 9, 1)]  # noqa: DTZ001
    [row] = rows_of(a_workbook(tmp_path / "t.xlsx", [moments]))
    assert list(row.cells) == moments


def test_a_text_that_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    [row] = rows_of(a_workbook(tmp_path / "t.xlsx", [["=1+1", "=cmd|' /C calc'!A0"]]))
    assert row.cells == ("=1+1", "=cmd|' /C calc'!A0")
    assert not row.faults


def test_empty_cells_are_none_and_empty_rows_are_left_out(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", [["a", None, "c"], [], ["  ", None], ["x"]])
    found = rows_of(path)
    assert [(row.number, row.cells) for row in found] == [
        (1, ("a", None, "c")),
        (4, ("x", None, None)),
    ]


def test_rows_and_columns_are_numbered_as_the_spreadsheet_does(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", [[], [], [None, None, "c3"]])
    [row] = rows_of(path)
    assert row.number == 3
    assert row.cells[2] == "c3"
    assert [cell_name(17, place) for place in (0, 4, 26, 701)] == ["A17", "E17", "AA17", "ZZ17"]


def a_formula_book(path: Path, value: str | None) -> Path:
    """A cell E2 with a formula, as openpyxl (no value) or a spreadsheet program writes it."""
    if value is None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet["A2"] = "row"
        sheet["E2"] = "=1+1"
        book.save(path)
        return path
    cell = f'<c r="A2" t="str"><v>row</v></c><c r="E2" t="str"><f>"a"</f><v>{value}</v></c>'
    return a_package(path, f'<row r="2">{cell}</row>')


def test_a_formula_is_read_as_its_stored_value(tmp_path: Path) -> None:
    [row] = rows_of(a_formula_book(tmp_path / "t.xlsx", "two"))
    assert row.cells[4] == "two"
    assert not row.faults


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    [row] = rows_of(a_formula_book(tmp_path / "t.xlsx", ""))
    assert not row.faults
    assert all(cell is None for cell in row.cells[1:])


def test_a_formula_without_a_stored_value_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    [row] = rows_of(a_formula_book(tmp_path / "t.xlsx", None))
    assert (row.number, dict(row.faults)) == (2, {4: "formula_without_value"})


def test_an_error_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    [row] = rows_of(a_package(tmp_path / "t.xlsx", cells))
    assert dict(row.faults) == {1: "error_value"}


def test_a_row_of_nothing_but_a_formula_is_not_overlooked(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="B9"><f>A1</f></c></row>'
    found = rows_of(a_package(tmp_path / "t.xlsx", cells))
    assert [(row.number, dict(row.faults)) for row in found] == [
        (1, {}),
        (9, {1: "formula_without_value"}),
    ]


def test_a_hidden_sheet_is_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["hidden"])
    first.sheet_state = "hidden"
    book.create_sheet("Shown").append(["shown"])
    book.save(tmp_path / "t.xlsx")
    [row] = rows_of(tmp_path / "t.xlsx")
    assert row.cells == ("shown",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_of_chinese_exports(tmp_path: Path, encoding: str) -> None:
    path = a_csv(tmp_path / "t.csv", "编号,主题\n1,路灯不亮\n", encoding)
    assert [row.cells for row in rows_of(path)] == [("编号", "主题"), ("1", "路灯不亮")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    path = a_csv(tmp_path / "t.csv", f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3")
    assert rows_of(path)[1].cells == ("1", "2", "3")


def test_quoted_csv_cells_may_hold_lines_and_delimiters(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "t.csv", 'a,b\n1,"x\ny,""z"""\n2,w\n')
    assert [row.cells for row in rows_of(path)[1:]] == [("1", 'x\ny,"z"'), ("2", "w")]


def test_a_quote_that_nothing_closes_is_a_fault_of_its_row(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "t.csv", 'a,b\n1,x\n2,"y\n3,z\n')
    found = rows_of(path)
    assert found[1].cells == ("1", "x")
    assert set(found[2].faults.values()) == {"unclosed_quote"}


def test_a_giant_cell_is_a_fault_and_the_rest_is_read(tmp_path: Path) -> None:
    path = a_csv(tmp_path / "t.csv", f"a,b\n1,{'x' * 5_000_000}\n2,y\n")
    found = rows_of(path)
    assert dict(found[1].faults) == {1: "cell_too_long"}
    assert found[2].cells == ("2", "y")
