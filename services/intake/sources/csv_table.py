"""CSV files: UTF-8 with or without a byte order mark, or GB18030; comma, semicolon or tab."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.intake.sources.cells import Row, UnreadableTable, plain

_CHUNK = 1 << 20
_LONGEST_CELL = 4_000_000
"""Characters; a longer cell is a fault of its row and not kept."""
_DELIMITERS = ",\t;"
_ENCODINGS = ("utf-8-sig", "gb18030")


@contextmanager
def read_csv(path: Path) -> Iterator[Iterator[Row]]:
    """Rows of text cells. Raises UnreadableTable when it is no text in a known encoding."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline(_CHUNK)
        file.seek(0)
        yield _rows(file, _delimiter(header))


def _encoding(path: Path) -> str:
    """The first encoding in which the whole file is text, read in pieces."""
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    _refuse_binary(decoder.decode(chunk))
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableTable("The file is neither a workbook nor text in UTF-8 or GB18030.")


def _refuse_binary(text: str) -> None:
    if "\0" in text:
        raise UnreadableTable("The file is neither a workbook nor plain text.")


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count)


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
    csv.field_size_limit(max(csv.field_size_limit(), 2 * _LONGEST_CELL))
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # Past the limit of a cell nobody knows where the next row begins.
            yield Row(number, (), {0: "unclosed_quote"})
            return
        yield _row(number, cells, unclosed=lines.ended)


def _row(number: int, cells: list[str], unclosed: bool) -> Row:
    """A row that ended only because the file did has a quote that nothing closes."""
    if unclosed:
        return Row(number, (None,) * len(cells), {len(cells) - 1: "unclosed_quote"})
    long = {place for place, cell in enumerate(cells) if len(cell) > _LONGEST_CELL}
    kept = (None if place in long else plain(cell) for place, cell in enumerate(cells))
    return Row(number, tuple(kept), dict.fromkeys(long, "cell_too_long"))
