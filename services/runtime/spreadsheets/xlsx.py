"""XLSX workbooks: every sheet as rows, after a look at what is inside."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from services.runtime.spreadsheets.cell_values import Book
from services.runtime.spreadsheets.cells import Row, Sheet, Table, UnreadableTable
from services.runtime.spreadsheets.merged_cells import Span
from services.runtime.spreadsheets.number_formats import read_formats
from services.runtime.spreadsheets.shared_strings import read_strings
from services.runtime.spreadsheets.workbook import Parts, parts_of, unpacked, verify
from services.runtime.spreadsheets.worksheet import read_rows, verify_sheet

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


@contextmanager
def read_xlsx(path: Path) -> Iterator[Table]:
    """The workbook's sheets. Raises UnreadableTable for what is no workbook, is encrypted, or
    would fill the memory, before a row of any sheet is read."""
    with _told():
        archive = zipfile.ZipFile(path)
    with archive:
        with _told():
            verify(archive)
            parts = parts_of(archive)
            book = _book(archive, parts)
            shown = [sheet for sheet in parts.sheets if sheet.visible]
            spans: dict[str, tuple[Span, ...]] = {}
            for sheet in shown:
                with unpacked(archive, sheet.part) as stream:
                    spans[sheet.part] = verify_sheet(stream)
        if not shown:
            raise UnreadableTable("The workbook has no visible sheet.")
        yield Table(
            tuple(
                Sheet(sheet.name, _opener(archive, sheet.part, book, spans[sheet.part]))
                for sheet in shown
            ),
            tuple(sheet.name for sheet in parts.sheets if not sheet.visible),
        )


def _book(archive: zipfile.ZipFile, parts: Parts) -> Book:
    strings, formats = [], []
    if parts.strings and parts.strings in archive.namelist():
        with unpacked(archive, parts.strings) as stream:
            strings = read_strings(stream)
    if parts.styles and parts.styles in archive.namelist():
        with unpacked(archive, parts.styles) as stream:
            formats = read_formats(stream)
    return Book(strings, formats, parts.epoch_1904)


def _opener(
    archive: zipfile.ZipFile, part: str, book: Book, spans: tuple[Span, ...]
) -> Callable[[], AbstractContextManager[Iterator[Row]]]:
    @contextmanager
    def opened() -> Iterator[Iterator[Row]]:
        with unpacked(archive, part) as stream:
            yield _plainly(read_rows(stream, book, spans))

    return opened


def _plainly(rows: Iterator[Row]) -> Iterator[Row]:
    with _told():
        yield from rows


@contextmanager
def _told() -> Iterator[None]:
    """Damage of any kind as one sentence."""
    try:
        yield
    except _DAMAGES as error:
        raise UnreadableTable(_BROKEN) from error
