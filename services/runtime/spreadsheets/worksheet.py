"""The rows of a worksheet's XML (ECMA-376 part 1, 18.3.1: row, c, f, is, v)."""

from collections.abc import Iterator
from typing import IO

from services.runtime.spreadsheets.cell_values import Book, CellValues, Unusable
from services.runtime.spreadsheets.cells import Cell, CellRule, Row, UnreadableTable, column_of
from services.runtime.spreadsheets.merged_cells import Span, Spans, filled
from services.runtime.spreadsheets.xml_stream import CHUNK, local, new_parser, parsed

MOST_CELLS = 8_000_000
"""Of the rectangle around all cells: a million rows of seven columns fit."""
_MOST_COLUMNS = 16_384
_LETTERS = 26
_DIGITS = "0123456789"


def verify_sheet(stream: IO[bytes]) -> tuple[Span, ...]:
    """Read a sheet to its end; all that is kept of it are its merged cells.

    Raises UnreadableTable for broken XML and for a stated extent of more than MOST_CELLS, so that
    neither is found when half of the rows are taken over. (An extent that is not stated is
    measured while the rows are read.)
    """
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "dimension":
            last = attributes.get("ref", "").rpartition(":")[2]
            columns = last.rstrip(_DIGITS)
            _limit(_row_number({"r": last.removeprefix(columns)}, 0), _position(last, 0) + 1)
        elif local(name) == "sheetData":
            # From here on nothing but the form counts, and a million calls are saved.
            parser.StartElementHandler = None

    parser.StartElementHandler = start
    spans = Spans()
    while chunk := stream.read(CHUNK):
        parsed(parser, chunk)
        spans.look(chunk)
    parsed(parser, b"", last=True)
    return spans.in_order()


def _limit(rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise UnreadableTable("The sheet has more than 8 million cells; please split it.")


def read_rows(stream: IO[bytes], book: Book, spans: tuple[Span, ...] = ()) -> Iterator[Row]:
    """Every row that the sheet names, while it is asked for, with what its merged cells say.

    Raises UnreadableTable."""
    rows = _rows(stream, book)
    return filled(rows, spans) if spans else rows


def _rows(stream: IO[bytes], book: Book) -> Iterator[Row]:
    reading = _Reading(book)
    while chunk := stream.read(CHUNK):
        parsed(reading.parser, chunk)
        yield from reading.taken()
    parsed(reading.parser, b"", last=True)
    reading.finish()
    yield from reading.taken()


class _Reading:
    """Follows rows and cells.

    A cell is finished when the next element starts, and only texts within a cell are watched to
    their end: of a million cells each call that is not made counts.
    """

    def __init__(self, book: Book) -> None:
        self._values = CellValues(book)
        self._rows: list[Row] = []
        self._number = 0
        self._widest = 0
        self._cells: list[Cell] | None = None
        self._faults: dict[int, CellRule] = {}
        self._open = False
        self._column = -1
        self._type = ""
        self._style = "0"
        self._text = ""
        self._formula = False
        self._stored = False
        self._inline = self._aside = False
        self._begins = {
            "c": self._begin_cell,
            "v": self._begin_value,
            "row": self._begin_row,
            "f": self._begin_formula,
            "is": self._begin_inline,
        }
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._hear

    def taken(self) -> list[Row]:
        """The rows that are complete, once."""
        rows, self._rows = self._rows, []
        return rows

    def finish(self) -> None:
        """The last row ends with the sheet."""
        if self._open:
            self._finish_cell()
        cells, self._cells = self._cells, None
        if not cells:
            return
        if len(cells) < self._widest:
            cells.extend([None] * (self._widest - len(cells)))
        self._widest = len(cells)
        _limit(self._number, self._widest)
        self._rows.append(Row(self._number, tuple(cells), self._faults))
        self._faults = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        begin = self._begins.get(name)
        if begin is not None:
            begin(attributes)
        elif ":" in name:
            self._start(local(name), attributes)
        elif self._inline:
            self._aside = self._aside or name == "rPh"
            if name == "t" and not self._aside:
                self.parser.CharacterDataHandler = self._hear
        elif self._open:
            # What follows a value, such as an extension or what stands below all rows.
            self._finish_cell()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.finish()
        self._number = _row_number(attributes, self._number)
        self._cells, self._column = [], -1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._open:
            self._finish_cell()
        self._column = _position(attributes.get("r", ""), self._column + 1)
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._text = ""
        self._formula = self._stored = False
        self._open = self._cells is not None

    def _begin_formula(self, _: dict[str, str]) -> None:
        self._formula = True

    def _begin_value(self, _: dict[str, str]) -> None:
        self._stored, self._text = True, ""

    def _begin_inline(self, _: dict[str, str]) -> None:
        self._stored, self._text, self._inline = True, "", True
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = self._end_inline

    def _end_inline(self, name: str) -> None:
        """Texts within a cell come in runs; between them nothing is meant."""
        name = local(name)
        if name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "rPh":
            self._aside = False
        elif name == "is":
            self._inline = False
            self.parser.EndElementHandler = None
            if self._open:
                self._finish_cell()
            self.parser.CharacterDataHandler = self._hear

    def _hear(self, text: str) -> None:
        self._text += text

    def _finish_cell(self) -> None:
        """Put the cell into its row, which grows to it."""
        self._open = False
        cells, column = self._cells, self._column
        if cells is None:
            return
        value = self._value()
        if column == len(cells):
            cells.append(value)
            return
        if column >= _MOST_COLUMNS:
            raise UnreadableTable("The workbook is damaged: a cell lies outside of the sheet.")
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value

    def _value(self) -> Cell:
        try:
            return self._values.read(
                self._type, self._text if self._stored else None, self._style, self._formula
            )
        except Unusable as fault:
            self._faults[self._column] = fault.rule
            return None


def _row_number(attributes: dict[str, str], before: int) -> int:
    number = attributes.get("r", "")
    return int(number) if number.isdecimal() and len(number) < 10 else before + 1


def _position(reference: str, expected: int) -> int:
    """The column of a reference such as E17, from 0; the next one where it has none."""
    letters = reference.rstrip(_DIGITS)
    position = _KNOWN.get(letters)
    if position is not None:
        return position
    if not letters or any(not "A" <= char <= "Z" for char in letters):
        return expected
    return column_of(letters)


_KNOWN = {chr(ord("A") + place): place for place in range(_LETTERS)}
_KNOWN |= {
    a + b: (1 + x) * _LETTERS + y for a, x in tuple(_KNOWN.items()) for b, y in _KNOWN.items()
}
