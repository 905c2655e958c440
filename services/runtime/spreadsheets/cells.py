"""Rows and cells of a table, whichever file format it came in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

LONGEST_CELL = 4_000_000
"""Characters; a longer cell is a fault of its row and not kept."""
WHOLE_ROW = -1
"""Where a fault is when it is no single cell's."""
EXACT_BELOW = 2**53
"""From here on a float does not hold every whole number."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number that the table shows otherwise than it is written: 7 as 000007."""

    value: int
    shown: str


Cell = str | int | float | bool | datetime | time | timedelta | Formatted | None
"""A datetime is the local time that the table shows, without a zone. Empty is None."""
CellRule = Literal[
    "formula_without_value",
    "error_value",
    "unclosed_quote",
    "stray_quote",
    "cell_too_long",
    "no_character",
]


class UnreadableTable(Exception):
    """The file is no table that can be read. The message is one plain English sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a spreadsheet numbers it, from 1."""

    number: int
    cells: tuple[Cell, ...]
    faults: Mapping[int, CellRule] = field(default_factory=dict)
    """By position in the row; the cell of a fault holds nothing that could be used."""

    @property
    def is_empty(self) -> bool:
        return not self.faults and all(cell is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a table; `rows` may be opened again and again."""

    name: str | None
    """None where the file is one sheet and has no name for it."""
    rows: Callable[[], AbstractContextManager[Iterator[Row]]]
    delimited: bool = False
    """Separators tell its cells apart, so that one too many is a sign of a text cut in two."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of one or more sheets, each of which may hold reports."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    """Names of the sheets that whoever sent the file cannot see; they are not read."""


def plain(value: object) -> Cell:
    """A cell as it was read, normalised: floats that hold a whole number exactly as integers,
    blanks as None, dates with a time."""
    match value:
        case bool():
            return value
        case float() if value.is_integer() and abs(value) < EXACT_BELOW:
            return int(value)
        case str():
            return value if value.strip() else None
        case datetime():
            return value
        case date():
            return datetime.combine(value, time.min)
        case int() | float() | time() | timedelta():
            return value
    return None


def text_of(cell: Cell) -> str | None:
    """A cell as text, without the spaces around it; None when it is empty."""
    match cell:
        case None:
            return None
        case str():
            return cell.strip() or None
        case bool():
            return "TRUE" if cell else "FALSE"
        case Formatted():
            return cell.shown
        case datetime():
            return cell.isoformat(sep=" ")
        case _:
            return str(cell)


def column_name(position: int) -> str:
    """A column as a spreadsheet names it: 0 is A, 25 is Z, 26 is AA."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_of(name: str) -> int:
    """The position of a column that a spreadsheet names so: A is 0, Z is 25, AA is 26."""
    position = 0
    for char in name:
        position = position * 26 + ord(char) - ord("A") + 1
    return position - 1


def cell_name(row: int, position: int) -> str | None:
    """A cell as a spreadsheet names it, such as E17; none for a fault of the whole row."""
    if position == WHOLE_ROW:
        return None
    return f"{column_name(position)}{row}"
