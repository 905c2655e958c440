"""CSV files: UTF-8 with or without a byte order mark, or GB18030; comma, semicolon or tab."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.runtime.spreadsheets.cells import (
    LONGEST_CELL,
    WHOLE_ROW,
    Cell,
    CellRule,
    Row,
    Sheet,
    Table,
    UnreadableTable,
    plain,
)
from services.runtime.spreadsheets.encodings import encoding_of

_LONGEST_LINE = 1 << 20
_DELIMITERS = ",\t;"
_HEADER_WITHIN = 20
_STRANGE = {
    "|": "The columns are separated by vertical bars (|); please save the file with commas.",
    "¦": "The columns are separated by vertical bars (¦); please save the file with commas.",
    "，": "The columns are separated by full-width commas; please save the file with commas.",
    "；": "The columns are separated by full-width semicolons; please save the file with commas.",
    "^": "The columns are separated by carets (^); please save the file with commas.",
    "~": "The columns are separated by tildes (~); please save the file with commas.",
    "\x01": "The columns are separated by control characters; please save the file with commas.",
    "\x1f": "The columns are separated by control characters; please save the file with commas.",
}
"""What else stands between columns, with what is told then."""
_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")


@contextmanager
def read_csv(path: Path) -> Iterator[Table]:
    """One sheet of text cells. Raises UnreadableTable when it is no text in a known encoding, or
    when something unknown separates the columns."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        lines = [file.readline(_LONGEST_LINE) for _ in range(_HEADER_WITHIN)]
    delimiter = _delimiter([line for line in lines if line.strip()])

    @contextmanager
    def opened() -> Iterator[Iterator[Row]]:
        with path.open(encoding=encoding, newline="") as file:
            yield _rows(file, delimiter)

    yield Table((Sheet(None, opened, delimited=True),))


def _delimiter(lines: list[str]) -> str:
    """What the first line that has any separator uses most; a title above it has none."""
    for line, below in zip(lines, [*lines[1:], ""], strict=False):
        usual = max(_DELIMITERS, key=line.count)
        if usual in line:
            return usual
        for strange, sentence in _STRANGE.items():
            if strange in line and line.count(strange) <= below.count(strange):
                raise UnreadableTable(sentence)
    return ","


class _Lines:
    """The lines of a file, telling when there are no more."""

    def __init__(self, file: io.TextIOBase) -> None:
        self._file = file
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._file.readline()
        if not line:
            self.ended = True
            raise StopIteration
        return line


def _rows(file: io.TextIOBase, delimiter: str) -> Iterator[Row]:
    # The limit belongs to the process; a lower one would stop the reader inside of a file.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_CELL))
    lines = _Lines(file)
    # A strict reader tells of a quotation mark in the wrong place, where another swallows it and
    # whatever stands between it and the next one.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if lines.ended or "field larger" in str(error):
                # Nobody knows where the next row begins.
                yield Row(number, (), {WHOLE_ROW: "unclosed_quote"})
                return
            yield Row(number, (), {WHOLE_ROW: "stray_quote"})
            continue
        yield _row(number, cells)


_GUARDED = re.compile(r'\s*="([^"]*)"\s*')
"""How programs keep a spreadsheet from taking digits for a number: ="0012345" means 0012345."""


def _row(number: int, cells: list[str]) -> Row:
    faults: dict[int, CellRule] = {}
    kept: list[Cell] = []
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            faults[place] = "cell_too_long"
        elif cell.startswith("#") and _is_error(cell.strip()):
            faults[place] = "error_value"
        elif cell.startswith('="') and (guarded := _GUARDED.fullmatch(cell)):
            cell = guarded[1]
        kept.append(None if place in faults else plain(cell))
    return Row(number, tuple(kept), faults)


def _is_error(text: str) -> bool:
    """What a spreadsheet program shows instead of a value, and writes into a CSV file."""
    return text in _ERRORS or (len(text) > 2 and not text.strip("#"))
