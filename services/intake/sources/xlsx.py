"""XLSX workbooks: the first visible sheet, read by calamine after a look at what is inside.

The look comes first because calamine unpacks whatever it is given, shows a formula without a
stored value and an error as an empty cell, and reserves memory for the rectangle around all cells.
"""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from services.intake.sources.cells import CellRule, Row, UnreadableTable, plain
from services.intake.sources.workbook import first_sheet, unpacked, verify
from services.intake.sources.worksheet import scan_sheet

_BROKEN = "The workbook is damaged or no XLSX file."
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,  # a compression that zipfile does not know
    LookupError,  # an encoding that the XML names and nobody knows
    ValueError,
)
_Faults = Mapping[int, Mapping[int, CellRule]]


@contextmanager
def read_xlsx(path: Path) -> Iterator[Iterator[Row]]:
    """Raises UnreadableTable for what is no workbook, is encrypted, or would fill the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            verify(archive)
            name, member = first_sheet(archive)
            with unpacked(archive, member) as stream:
                faults = scan_sheet(stream)
    except _DAMAGES as error:
        raise UnreadableTable(_BROKEN) from error
    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            yield _rows(workbook.get_sheet_by_name(name), faults)
    except CalamineError as error:
        raise UnreadableTable(_BROKEN) from error


def _rows(sheet: CalamineSheet, faults: _Faults) -> Iterator[Row]:
    # calamine begins with the first row, but with the first column that holds anything.
    first_column = sheet.start[1] if sheet.start else 0
    margin = (None,) * first_column
    number = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        broken = faults.get(number, {})
        yield Row(number, margin + tuple(map(plain, cells)), broken)
    for below in sorted(faults):
        # A row of nothing but faults after the last value is not shown by calamine at all.
        if below > number:
            yield Row(below, (), faults[below])
