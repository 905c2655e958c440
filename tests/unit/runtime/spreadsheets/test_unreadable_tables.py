"""Files that are no table, or a trap, are told so in one sentence."""

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.runtime.spreadsheets import table, workbook, worksheet
from services.runtime.spreadsheets.cells import UnreadableTable
from services.runtime.spreadsheets.table import TableTooLarge, open_table
from tests.unit.intake.sources.tables import a_csv, a_package, a_workbook, rows_of


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"PK\x03\x04 and then nothing of a ZIP file", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        ("a,b\n1,2".encode("utf-16"), "UTF-16"),
        (b"a,b\n\xff\xff\xff\xff,\x80\n", "UTF-8 or GB18030"),
        (b"a,b\n1,\x00\n", "plain text"),
    ],
)
def test_what_is_no_table_is_told_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "renamed.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableTable, match=sentence):
        rows_of(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="no such file"):
        open_table(tmp_path / "nowhere.csv")
    with pytest.raises(UnreadableTable, match="cannot be opened"):
        open_table(tmp_path)


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(UnreadableTable, match="ZIP file, but no XLSX"):
        rows_of(tmp_path / "t.xlsx")


def test_a_file_of_more_than_the_limit_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "LARGEST_TABLE", 10)
    with pytest.raises(TableTooLarge):
        rows_of(a_csv(tmp_path / "t.csv", "a,b\n1,2\n3,4\n"))


def test_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 1_000_000)
    path = a_package(tmp_path / "t.xlsx", " " * 2_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(UnreadableTable, match="unpacks to more than"):
        rows_of(path)


def test_a_part_that_is_larger_than_it_says_is_damaged(tmp_path: Path) -> None:
    path = a_package(tmp_path / "t.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    said = size.to_bytes(4, "little")
    assert said in content
    path.write_bytes(content.replace(said, (size - 5).to_bytes(4, "little")))
    with pytest.raises(UnreadableTable, match="damaged"):
        rows_of(path)


def test_a_cell_at_the_far_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'
    with pytest.raises(UnreadableTable, match="8 million cells"):
        rows_of(a_package(tmp_path / "t.xlsx", cells))
    assert worksheet.MOST_CELLS == 8_000_000


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    prolog = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = a_package(tmp_path / "t.xlsx", '<row r="1"/>', prolog=prolog)
    with pytest.raises(UnreadableTable, match="document type"):
        rows_of(path)


@pytest.mark.parametrize("sheet", ["<row", "<row r='1'><c r='A1'>", "</sheetData>"])
def test_broken_xml_is_told(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(UnreadableTable, match="damaged"):
        rows_of(a_package(tmp_path / "t.xlsx", sheet))


def test_a_workbook_that_breaks_off_is_damaged(tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "t.xlsx", [["a"] * 50] * 50)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnreadableTable, match="damaged"):
        rows_of(path)


def test_an_encoding_that_nobody_knows_is_told(tmp_path: Path) -> None:
    path = a_package(tmp_path / "t.xlsx", "", prolog='<?xml version="1.0" encoding="U8F-8"?>')
    with pytest.raises(UnreadableTable, match="damaged"):
        rows_of(path)


@given(places=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5))
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_damage_leaves_a_table_or_a_sentence(
    tmp_path: Path, places: list[tuple[int, int]]
) -> None:
    path = a_workbook(tmp_path / "t.xlsx", [["编号", "主题"], [1, "路灯"]])
    content = bytearray(path.read_bytes())
    for place, value in places:
        content[place % len(content)] = value
    path.write_bytes(content)
    with suppress(UnreadableTable):
        assert len(rows_of(path)) <= 2
