"""Rows and cells of a table, whichever file format it came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

Cell = str | int | float | bool | datetime | time | timedelta | None
"""A datetime is the local time that the table shows, without a zone. Empty is None."""
CellRule = Literal["formula_without_value", "error_value", "unclosed_quote", "cell_too_long"]


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


def plain(value: object) -> Cell:
    """A cell as it was read, normalised: whole floats as integers, blanks as None, dates with
    a time."""
    match value:
        case bool():
            return value
        case float() if value.is_integer():
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


def cell_name(row: int, position: int) -> str:
    """A cell as a spreadsheet names it, such as E17."""
    return f"{column_name(position)}{row}"
