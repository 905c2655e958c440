"""Tables for tests: files as people and programs make them."""

import os
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from services.intake.reports.faults import BrokenRule
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.receiving.digest import digest_of
from services.intake.reports.report import ExternalKey, NewReport
from services.runtime.spreadsheets.cells import Row
from services.runtime.spreadsheets.table import open_table

HOTLINE = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "点赞数", "反对数")
Value = str | int | float | datetime | None


def a_message(number: int = 188006, **said: Value) -> tuple[Value, ...]:
    """A row of the hotline table, with what a test says otherwise."""
    row: dict[str, Value] = {
        "user": "A00012345",
        "subject": "路灯不亮",
        "time": "2019/9/1 12:00:00",
        "text": "小区门口的路灯坏了三天。",
        "likes": 3,
        "dislikes": 0,
        **said,
    }
    return (number, *row.values())


def a_workbook(path: Path, rows: Sequence[Sequence[Value]], sheet: str = "Sheet1") -> Path:
    """An XLSX file as a spreadsheet program writes it: texts stay texts, dates are dates."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        worksheet = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    worksheet.write_datetime(number, column, value, moment)
                elif value is not None:
                    worksheet.write(number, column, value)
    return path


def a_hotline_table(path: Path, *messages: Sequence[Value]) -> Path:
    return a_workbook(path, [HOTLINE, *messages])


def a_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def a_package(path: Path, sheet: str, **parts: str) -> Path:
    """An XLSX package around the XML of one sheet; `parts` replace others by stem."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": parts.get(
            "workbook",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        ),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content_ in contents.items():
            archive.writestr(name, parts.get("prolog", "") + content_)
    return path


def rows_of(path: Path) -> list[Row]:
    """The rows that hold something, of the first sheet."""
    with open_table(path) as table, table.sheets[0].rows() as rows:
        return [row for row in rows if not row.is_empty]


class FakeReceive:
    """Receives as intake promises to: by source and external id, the same again is unchanged."""

    def __init__(self, refuse: Callable[[NewReport], BrokenRule | None] = lambda _: None) -> None:
        self.reports: dict[ExternalKey | None, NewReport] = {}
        self.batches: list[int] = []
        self._refuse = refuse

    def __call__(self, rows: Sequence[NewReport]) -> list[Outcome]:
        self.batches.append(len(rows))
        return [self._one(new) for new in rows]

    def _one(self, new: NewReport) -> Outcome:
        broken = self._refuse(new)
        if broken is not None:
            return Outcome("rejected", broken=(broken,))
        key = new.external_key
        earlier = self.reports.get(key)
        self.reports[key] = new
        if earlier is None:
            return Outcome("created")
        return Outcome("unchanged" if digest_of(earlier) == digest_of(new) else "changed")


def real_data(*names: str) -> Path:
    """A file of the real data, or a visible skip."""
    root = Path(__file__).parents[4]
    folder = Path(os.environ.get("CITYMEND_TEST_DATA", root / "../shared/data"))
    path = folder.joinpath(*names)
    if not path.exists():
        pytest.skip(f"no real data at {path}; CITYMEND_TEST_DATA names its folder")
    return path
