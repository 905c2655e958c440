"""Cells that span rows (ECMA-376 part 1, 18.3.1.55): what is written once counts for each row.

A worksheet names them after all rows, so they are looked for before its rows are read.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from services.runtime.spreadsheets.cells import Cell, Row, UnreadableTable, column_of

_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_NAME = b"mergeCell"
_LONGEST = 200
"""Bytes of one of the elements."""
MOST_MERGED = 200_000


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The first column of a merged range, from its first row to its last."""

    first: int
    last: int
    column: int


class Spans:
    """Gathers those of a worksheet's XML, which is shown piece by piece."""

    def __init__(self) -> None:
        self._rest = b""
        self._found: set[Span] = set()

    def look(self, piece: bytes) -> None:
        """Raises UnreadableTable for more than MOST_MERGED."""
        text = self._rest + piece
        self._rest = text[-_LONGEST:]
        if _NAME not in text:
            return
        for column, first, _, last in _MERGE.findall(text):
            if int(first) < int(last):
                self._found.add(Span(int(first), int(last), column_of(column.decode())))
        if len(self._found) > MOST_MERGED:
            raise UnreadableTable("The sheet has more than 200,000 merged cells; please split it.")

    def in_order(self) -> tuple[Span, ...]:
        return tuple(sorted(self._found))


def filled(rows: Iterable[Row], spans: tuple[Span, ...]) -> Iterator[Row]:
    """The rows, each with what stands in a merged cell that reaches into it.

    A row that says nothing of its own stays empty: it is what the cell was made large with.
    """
    waiting = deque(spans)
    open_: list[tuple[Span, Cell]] = []
    for row in rows:
        open_ = [(span, cell) for span, cell in open_ if span.last >= row.number]
        if open_ and not row.is_empty:
            row = _filled(row, open_)
        while waiting and waiting[0].first <= row.number:
            span = waiting.popleft()
            cell = row.cells[span.column] if span.column < len(row.cells) else None
            if span.first == row.number and cell is not None:
                open_.append((span, cell))
        yield row


def _filled(row: Row, reaching: Iterable[tuple[Span, Cell]]) -> Row:
    cells = list(row.cells)
    for span, cell in reaching:
        cells.extend([None] * (span.column + 1 - len(cells)))
        if cells[span.column] is None and span.column not in row.faults:
            cells[span.column] = cell
    return replace(row, cells=tuple(cells))
