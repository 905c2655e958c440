"""Awkward files as offices send them, each with exactly what becomes of it."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from services.contracts.profile.load import load_profile
from services.intake.reports.report import NewReport
from services.intake.sources.answer import as_json
from services.intake.sources.import_table import ImportTable
from services.runtime.spreadsheets.cells import UnreadableTable
from tests.unit.intake.sources.tables import FakeReceive, a_csv, a_package

IMPORTER = ImportTable(load_profile())
HEADER = ("编号", "标题", "内容", "发生时间", "联系电话", "纬度", "经度", "地址")
Make = Callable[[Path], Path]


def book(*sheets: tuple[str, Sequence[Sequence[Any]]], **formats: str) -> Make:
    """A workbook of named sheets; `formats` are number formats by cell of the first sheet."""

    def make(folder: Path) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for name, rows in sheets:
            sheet = made.create_sheet(name.removeprefix("!"))
            for row in rows:
                sheet.append(list(row))
            if name.startswith("!"):
                sheet.sheet_state = "hidden"
        for cell, code in formats.items():
            made.worksheets[0][cell].number_format = code
        made.save(folder / "t.xlsx")
        return folder / "t.xlsx"

    return make


def one(*rows: Sequence[Any], **formats: str) -> Make:
    return book(("一", rows), **formats)


def text(content: str, encoding: str = "utf-8") -> Make:
    return lambda folder: a_csv(folder / "t.csv", content, encoding)


def sheet_xml(rows: str) -> Make:
    """Rows as another program wrote their XML; the header is of inline texts."""
    names = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for column, name in zip("ABCDE", HEADER, strict=False)
    )
    return lambda folder: a_package(folder / "t.xlsx", f'<row r="1">{names}</row>{rows}')


def bare_xml(rows: str) -> Make:
    return lambda folder: a_package(folder / "t.xlsx", rows)


def cell(reference: str, value: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


@dataclass(frozen=True)
class Case:
    name: str
    make: Make
    counts: tuple[int, int, int]
    """Read, created, rejected."""
    errors: Sequence[tuple[int, str | None, str]] = ()
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By external id, what the report holds."""


def said(new: NewReport, name: str) -> Any:
    return new.contact.phone if name == "phone" else getattr(new, name)


CASES = [
    Case(
        "ids of eighteen digits stay apart",
        sheet_xml(
            f'<row r="2"><c r="A2"><v>202611030000000011</v></c>'
            f"{cell('B2', '甲')}{cell('C2', '灯坏')}</row>"
            f'<row r="3"><c r="A3"><v>202611030000000012</v></c>'
            f"{cell('B3', '乙')}{cell('C3', '路坏')}</row>"
        ),
        (2, 2, 0),
        stored={
            "202611030000000011": {"subject": "甲"},
            "202611030000000012": {"subject": "乙"},
        },
    ),
    Case(
        "an id that is a float beyond all digits",
        sheet_xml(
            f'<row r="2"><c r="A2"><v>2.0261103000000001E+17</v></c>{cell("C2", "灯坏")}</row>'
        ),
        (1, 0, 1),
        [(2, "编号", "not_exact")],
    ),
    Case(
        "an id that a float holds exactly",
        sheet_xml(f'<row r="2"><c r="A2"><v>1.23456789012E+11</v></c>{cell("C2", "灯坏")}</row>'),
        (1, 1, 0),
        stored={"123456789012": {}},
    ),
    Case(
        "shortened ids and telephones of a CSV file",
        text(
            "编号,内容,联系电话\n1.23457E+17,灯坏,\n1.23457e+17,路坏,\n3E12,楼坏,\n"
            "7,水管坏,1.38001E+10\n"
        ),
        (4, 1, 3),
        [(2, "编号", "not_exact"), (3, "编号", "not_exact"), (5, "联系电话", "not_exact")],
        {"3E12": {"description": "楼坏"}},
    ),
    Case(
        "zeros of number formats",
        one(
            HEADER,
            (7, "甲", "灯坏", None, 5748188000),
            (12, "乙", "路坏"),
            A2="000000",
            E2="00000000000",
            A3='"GD"0000',
        ),
        (2, 2, 0),
        stored={"000007": {"phone": "05748188000"}, "GD0012": {}},
    ),
    Case(
        "an id that became a date",
        one(HEADER, (date(2026, 11, 3), "甲", "灯坏")),
        (1, 0, 1),
        [(2, "编号", "turned_into_date")],
    ),
    Case(
        "the same id twice",
        text("编号,内容\n1,灯坏\n2,路坏\n1,灯又坏\n"),
        (3, 2, 1),
        [(4, "编号", "same_id")],
        {"1": {"description": "灯坏"}},
    ),
    Case(
        "more cells than the header, and fewer",
        text("编号,内容,地址\n1,楼道灯坏了,还漏电,危险\n2,路坏\n3,水管坏,中山路,,\n"),
        (3, 2, 1),
        [(2, None, "too_many_cells")],
        {"2": {"address": None}, "3": {"address": "中山路"}},
    ),
    Case(
        "a quotation mark inside of a cell",
        text('编号,内容\n1,"楼道"灯坏\n2,路坏\n3,他说"坏了"\n'),
        (3, 2, 1),
        [(2, None, "stray_quote")],
        {"3": {"description": '他说"坏了"'}},
    ),
    Case(
        "headers with marks",
        one(
            (
                "＊编号",
                "标题\n(必填)",
                "【内容】",
                "发生时间(必填)",
                "联系电话：",
                " 纬 度 ",
                "经度（WGS84）",
                "3、地址 *",
            ),
            (1, "甲", "灯坏", "2026/11/3 15:05", "13900001111", 29.9, 121.6, "中山路"),
        ),
        (1, 1, 0),
        stored={
            "1": {
                "subject": "甲",
                "occurred_at": datetime(2026, 11, 3, 7, 5, tzinfo=UTC),
                "phone": "13900001111",
                "lat": 29.9,
                "datum": "wgs84",
                "address": "中山路",
            }
        },
    ),
    Case(
        "a header that names the datum and one that names the zone",
        text("编号,内容,时间(UTC),纬度(GCJ-02),经度(GCJ-02)\n1,灯坏,2026-11-03 15:05,29.9,121.6\n"),
        (1, 1, 0),
        stored={"1": {"datum": "gcj02", "occurred_at": datetime(2026, 11, 3, 15, 5, tzinfo=UTC)}},
    ),
    Case(
        "no place in many words",
        text(
            "编号,内容,纬度,经度,地址\n1,灯坏,0,0,无\n2,灯坏,0.0,0.000,不详\n3,灯坏,-1,-1,null\n"
            "4,灯坏,999,999,N/A\n5,灯坏,无,无,-\n6,灯坏,,,中山路\n7,灯坏,0,,\n8,灯坏,N/A,null,未知\n"
        ),
        (8, 8, 0),
        stored={
            **{str(n): {"lat": None, "long": None, "address": None} for n in (1, 2, 3, 4, 5, 7, 8)},
            "6": {"lat": None, "address": "中山路"},
        },
    ),
    Case(
        "telephones of nobody",
        text(
            "编号,内容,电话,用户编号\n1,灯坏,0,无\n2,灯坏,00000000000,null\n3,灯坏,无,-\n"
            "4,灯坏,11111111111,匿\n5,灯坏,12345678,A1\n6,灯坏,13900001111,A2\n7,灯坏,同来电,A3\n"
        ),
        (7, 7, 0),
        stored={
            **{str(n): {"phone": None, "reporter_key": None} for n in (1, 2, 3)},
            "4": {"phone": None},
            "5": {"phone": None, "reporter_key": "A1"},
            "6": {"phone": "13900001111"},
            "7": {"phone": None, "extras": {"电话": "同来电"}},
        },
    ),
    Case(
        "an id that is none",
        text("编号,内容\n无,灯坏\nN/A,路坏\n-,楼坏\n"),
        (3, 0, 3),
        [(2, "编号", "no_id"), (3, "编号", "no_id"), (4, "编号", "no_id")],
    ),
    Case(
        "times in Chinese and placeholders of time",
        text(
            "编号,内容,时间\n1,灯坏,2026年11月3日 下午3:05\n2,灯坏,二〇二六年十一月三日\n"
            "3,灯坏,1970-01-01 08:00:00\n4,灯坏,11月3日\n5,灯坏,20261103\n"
            "6,灯坏,2026-11-03 上午12:05\n"
        ),
        (6, 3, 3),
        [(4, "时间", "no_time"), (5, "时间", "time"), (7, "时间", "time")],
        {
            "1": {"occurred_at": datetime(2026, 11, 3, 7, 5, tzinfo=UTC)},
            "2": {"occurred_at": datetime(2026, 11, 2, 16, tzinfo=UTC)},
            "5": {"occurred_at": datetime(2026, 11, 2, 16, tzinfo=UTC)},
        },
    ),
    Case(
        "a title, merged headers in two rows, a repeated header and a total",
        one(
            ("2026 年 11 月热线工单",),
            ("编号", "内容", "位置", None),
            (None, None, "纬度", "经度"),
            (1, "灯坏", 29.9, 121.6),
            ("编号", "内容", "纬度", "经度"),
            (2, "路坏", None, None),
            ("合计", "2 件", None, None),
        ),
        (4, 2, 2),
        [(5, None, "repeated_header"), (7, None, "total_row")],
        {"1": {"lat": 29.9, "long": 121.6}},
    ),
    Case(
        "totals in one cell with what they count",
        text(
            "编号,内容,时间\n1,灯坏,\n总计：2 件,,\n共3条,,\nTotal: 1 rows,,\n共计 1200 户,灯坏,\n"
        ),
        (5, 2, 3),
        [(3, None, "total_row"), (4, None, "total_row"), (5, None, "total_row")],
        {"共计 1200 户": {"description": "灯坏"}},
    ),
    Case(
        "an offset that no clock has",
        text(
            "编号,内容,时间\n1,灯坏,2026-11-03T15:05:00+08:05:43\n2,灯坏,2026-11-03T15:05:00+08:00\n"
        ),
        (2, 1, 1),
        [(2, "时间", "offset")],
        {"2": {"occurred_at": datetime(2026, 11, 3, 7, 5, tzinfo=UTC)}},
    ),
    Case(
        "errors, truth values and a formula with its value",
        sheet_xml(
            f'<row r="2">{cell("A2", "1")}<c r="C2" t="e"><v>#N/A</v></c></row>'
            f'<row r="3">{cell("A3", "2")}<c r="C3" t="str"><f>A1</f><v>灯坏</v></c></row>'
            f'<row r="4">{cell("A4", "3")}<c r="C4" t="b"><v>1</v></c></row>'
        ),
        (3, 2, 1),
        [(2, "C2", "error_value")],
        {"2": {"description": "灯坏"}, "3": {"description": "TRUE"}},
    ),
    Case(
        "errors that a CSV file has from a spreadsheet",
        text("编号,内容,时间\n1,#N/A,\n2,灯坏,########\n3,#3 楼灯坏,\n"),
        (3, 1, 2),
        [(2, "B2", "error_value"), (3, "C3", "error_value")],
        {"3": {"description": "#3 楼灯坏"}},
    ),
    Case(
        "rich text, readings and characters that XML cannot hold",
        sheet_xml(
            f'<row r="2">{cell("A2", "1")}<c r="C2" t="inlineStr"><is><r><rPr><strike/></rPr>'
            "<t>灯</t></r><r><t>坏了_x000D_</t></r><rPh><t>deng</t></rPh></is></c></row>"
        ),
        (1, 1, 0),
        stored={"1": {"description": "灯坏了"}},
    ),
    Case(
        "columns of one name, and one without",
        text("编号,内容,内容,\n1,灯坏,很暗,急\n"),
        (1, 1, 0),
        stored={"1": {"description": "灯坏", "extras": {"内容 (3)": "很暗", "column 4": "急"}}},
    ),
    Case(
        "headers that are counted, and several names for one thing",
        text(
            "①编号,⑵ 内容,③纬度,④ 经度,联系电话/手机,经度/纬度\n1,灯坏,29.9,121.6,13900139000,x\n"
        ),
        (1, 1, 0),
        stored={
            "1": {"lat": 29.9, "long": 121.6, "extras": {"经度/纬度": "x"}},
        },
    ),
    Case(
        "decimal commas in degrees, and never in thousands or underscores",
        text(
            "编号;内容;纬度;经度\n1;灯坏;29,905;121,6\n2;灯坏;1.234,5;121,6\n3;灯坏;2_9.9;121,6\n"
        ),
        (3, 1, 2),
        [(3, "纬度", "number"), (4, "纬度", "number")],
        {"1": {"lat": 29.905, "long": 121.6}},
    ),
    Case(
        "quotation marks around marks and line breaks",
        text('编号,内容,地址\n1,"说""坏""了,\n很黑","禾心,3 栋"\n2,他说"坏"了,禾心\n'),
        (2, 2, 0),
        stored={
            "1": {"description": '说"坏"了,\n很黑', "address": "禾心,3 栋"},
            "2": {"description": '他说"坏"了'},
        },
    ),
    Case(
        "a line break and a byte order mark",
        text('\ufeff编号;内容\n1;"灯坏\n很暗"\n'),
        (1, 1, 0),
        stored={"1": {"description": "灯坏\n很暗"}},
    ),
    *(
        Case(
            f"{mark} in the id, the type and a text is an error of its row",
            bare_xml(
                f'<row r="1">{cell("A1", "编号")}{cell("B1", "问题类型")}{cell("C1", "内容")}</row>'
                f'<row r="2">{cell("A2", "1" + mark)}{cell("B2", "路灯")}{cell("C2", "灯坏")}</row>'
                f'<row r="3">{cell("A3", "2")}{cell("B3", "路灯" + mark)}{cell("C3", "灯坏")}</row>'
                f'<row r="4">{cell("A4", "3")}{cell("B4", "路灯")}{cell("C4", mark + "坏")}</row>'
                f'<row r="5">{cell("A5", "4")}{cell("B5", "路灯")}{cell("C5", "灯坏")}</row>'
            ),
            (4, 1, 3),
            [(2, "A2", "no_character"), (3, "B3", "no_character"), (4, "C4", "no_character")],
            {"4": {"description": "灯坏"}},
        )
        for mark in ("_xD800_", "_xDE00_", "_x0000_", "_xDE00__xD83D_")
    ),
    Case(
        "a character in two halves is one, and an underscore stays one",
        sheet_xml(
            f'<row r="2">{cell("A2", "1_xD83D__xDE00_")}{cell("B2", "灯_x005F_x0000_")}'
            f"{cell('C2', '灯坏_xD83D__xDE00_')}</row>"
        ),
        (1, 1, 0),
        stored={"1😀": {"description": "灯坏😀", "subject": "灯_x0000_"}},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_awkward_file_has_exactly_this_outcome(tmp_path: Path, case: Case) -> None:
    receive = FakeReceive()
    path = case.make(tmp_path)
    imported = IMPORTER.run(path, receive)
    errors = [(fault.row, fault.column, fault.rule) for fault in imported.faults]
    assert errors == list(case.errors)
    assert (imported.read, imported.created, imported.rejected) == case.counts
    stored = {str(new.external_id): new for new in receive.reports.values()}
    found = {
        number: {name: said(stored[number], name) for name in wanted}
        for number, wanted in case.stored.items()
    }
    assert found == case.stored
    again = IMPORTER.run(path, receive)
    assert (again.created, again.changed, again.unchanged) == (0, 0, imported.created)


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.append(HEADER[:4])
    sheet.append((1, "甲", "灯坏", datetime(2026, 11, 3, 15, 5)))  # noqa: DTZ001
    made.save(tmp_path / "t.xlsx")
    receive = FakeReceive()
    IMPORTER.run(tmp_path / "t.xlsx", receive)
    [new] = receive.reports.values()
    assert new.occurred_at == datetime(2026, 11, 3, 7, 5, tzinfo=UTC)


def test_every_visible_sheet_with_a_header_is_read_and_each_is_named(tmp_path: Path) -> None:
    path = book(
        ("封面", [("热线工单",), ("制表：某某",)]),
        ("空", []),
        ("一月", [HEADER, (1, "甲", "灯坏"), (2, "乙", "路坏")]),
        ("!底稿", [HEADER, (9, "丙", "草稿")]),
        ("二月", [HEADER, (2, "乙", "路又坏"), (3, "丁", "楼坏")]),
        ("名单", [("编号", "姓名"), (1, "某某")]),
    )(tmp_path)
    answer = as_json(IMPORTER.run(path, FakeReceive()))
    told = [(sheet["name"], sheet["state"], sheet["created"]) for sheet in answer["sheets"]]
    assert told == [
        ("封面", "no_header", 0),
        ("空", "empty", 0),
        ("一月", "read", 2),
        ("二月", "read", 1),
        ("名单", "no_header", 0),
        ("底稿", "hidden", 0),
    ]
    assert answer["sheets"][4]["missing_columns"] == ["description"]
    assert (answer["read"], answer["created"], answer["rejected"]) == (4, 3, 1)
    [error] = answer["errors"]
    assert (error["sheet"], error["row"], error["rule"]) == ("二月", 2, "same_id_on_sheet")
    assert (
        error["detail"] == "Row 3 of the sheet 一月 has the same id; only that one is taken over."
    )


def test_names_of_columns_keep_no_personal_number(tmp_path: Path) -> None:
    path = text("编号,内容,问 138-0013-8000,问13900139000,li@example.org\n1,灯坏,急,是,\n")(
        tmp_path
    )
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    names = ["问 ［手机号］", "问［手机号］", "［电子邮箱］"]
    assert [name for name, _ in imported.unknown_columns] == names
    [new] = receive.reports.values()
    assert dict(new.extras) == {"问 ［手机号］": "急", "问［手机号］": "是"}


def test_columns_that_are_not_known_are_listed_and_kept(tmp_path: Path) -> None:
    path = text("编号,内容,经办人,备注\n1,灯坏,某某,\n2,路坏,某某,急\n3,楼坏,,\n")(tmp_path)
    receive = FakeReceive()
    imported = IMPORTER.run(path, receive)
    assert imported.unknown_columns == (("经办人", 2), ("备注", 1))
    assert [dict(new.extras) for new in receive.reports.values()] == [
        {"经办人": "某某"},
        {"经办人": "某某", "备注": "急"},
        {},
    ]


def a_zip(part: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(part, "x")
    return content.getvalue()


def an_ole(stream: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + stream.encode("utf-16-le") + b"\0" * 80
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "HTML"),
        (b"\xef\xbb\xbf\r\n<TABLE border=1><tr><td>1</td></tr></TABLE>", "HTML"),
        (
            b'<?xml version="1.0"?><W xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "Excel 2003",
        ),
        ("编号,内容\n1,灯坏了很暗\n".encode("utf-16-le"), "UTF-16"),
        ("編號,內容\n1,路燈壞了三天晚上看不見路請盡快修理\n".encode("big5"), "Big5"),
        ("编号,内容\n1,灯坏了\n".encode()[:-2], "damaged"),
        ("编号|内容\n1|灯坏,很暗\n".encode(), r"\|"),
        ("编号，内容\n1，灯坏\n".encode(), "full-width commas"),
        (an_ole("Workbook"), "Excel 97"),
        (an_ole("EncryptedPackage"), "password"),
        (an_ole("WordDocument"), "Word"),
        (a_zip("content.xml"), "OpenDocument"),
        (a_zip("word/document.xml"), "Word"),
        (a_zip("xl/workbook.bin"), "xlsb"),
        (a_zip("table.csv"), "ZIP file"),
    ],
)
def test_another_kind_of_file_is_called_what_it_is(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "table.xls"
    path.write_bytes(content)
    receive = FakeReceive()
    with pytest.raises(UnreadableTable, match=sentence):
        IMPORTER.run(path, receive)
    assert receive.batches == []


def test_half_a_workbook_is_damaged(tmp_path: Path) -> None:
    path = one(HEADER, *((number, "甲", "灯坏") for number in range(500)))(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(UnreadableTable, match="damaged"):
        IMPORTER.run(path, FakeReceive())


def test_half_a_character_in_a_header_is_no_name_and_its_column_is_kept(tmp_path: Path) -> None:
    names = [cell("A1", "编号"), cell("B1", "内容"), cell("C1", "别的_xD800_")]
    values = [cell("A2", "1"), cell("B2", "灯坏"), cell("C2", "很暗")]
    rows = f'<row r="1">{"".join(names)}</row><row r="2">{"".join(values)}</row>'
    receive = FakeReceive()
    imported = IMPORTER.run(bare_xml(rows)(tmp_path), receive)
    assert json.dumps(as_json(imported), ensure_ascii=False).encode()
    [new] = receive.reports.values()
    assert dict(new.extras) == {"column 3": "很暗"}
