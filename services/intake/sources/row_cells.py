"""The cells of one row by field, read as text, numbers and listed words."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Final, TypeVar

from services.contracts.intake_events import REQUEST_TYPES, RequestType
from services.intake.reports.report import DATUMS, Datum
from services.intake.sources.coordinates import Axis, angle_of, point_of
from services.intake.sources.headers import fold
from services.intake.sources.placeholders import is_nothing
from services.intake.sources.preset import Layout
from services.intake.sources.row_faults import BadCell, RowFault, Rule, row_fault
from services.runtime.invisible import seen
from services.runtime.spreadsheets.cells import EXACT_BELOW, Cell, Formatted, Row, text_of

_JOINT = " · "
_LONGEST_COUNT = 15
_YES = ("yes", "true", "1", "是", "公开")
_NO = ("no", "false", "0", "否", "不公开")
_SHORTENED = re.compile(r"[+-]?\d(?:\.\d+)?E\+\d{2,3}|[+-]?\d\.\d+E\d{1,3}", re.IGNORECASE)
"""How programs write a number that they have no room for; a code such as 3E12 is another."""
_Value = TypeVar("_Value")
_Listed = TypeVar("_Listed", bound=str)


class Cells:
    """The cells of one row; faults are gathered, so that a row names all of them."""

    def __init__(self, row: Row, layout: Layout, sheet: str | None = None) -> None:
        self._row = row
        self._layout = layout
        self._sheet = sheet
        self.faults: list[RowFault] = []

    def text(self, field_name: str) -> str | None:
        """The text of a field as it stands there."""
        joined = self._layout.joined.get(field_name)
        if joined:
            texts = [text for place in joined if (text := text_of(self._at(place)))]
            return _JOINT.join(dict.fromkeys(texts)) or None
        return text_of(self._cell(field_name))

    def said(self, field_name: str) -> str | None:
        """The text of a field; none where it stands for nothing, such as 无."""
        text = self.text(field_name)
        return None if text is None or is_nothing(text) else text

    def code(self, field_name: str) -> str | None:
        """A field whose every digit counts; a fault is noted where the file has lost some."""
        cell = self._cell(field_name)
        if isinstance(cell, (datetime, time, timedelta)):
            self.note(field_name, "turned_into_date")
            return None
        text = self.said(field_name)
        too_large = isinstance(cell, float) and abs(cell) >= EXACT_BELOW
        if text is not None and (too_large or _SHORTENED.fullmatch(text)):
            self.note(field_name, "not_exact")
            return None
        return None if text is None else _unguarded(text) or None

    def needed(self, field_name: str) -> str:
        text = self.text(field_name)
        if text is None:
            self.note(field_name, "required")
        return text or ""

    def needed_code(self, field_name: str) -> str:
        text = self.needed(field_name)
        if text and (is_nothing(text) or not seen(text)):
            self.note(field_name, "no_id")
        return self.code(field_name) or ""

    def read(self, read: Callable[[Cell], _Value | None], field_name: str) -> _Value | None:
        """The cell as `read` understands it; None, and a fault noted, when it does not."""
        try:
            return read(self._cell(field_name))
        except BadCell as fault:
            self.note(field_name, fault.rule)
            return None

    def extras(self) -> dict[str, str]:
        """The texts of the columns without a meaning, by header."""
        name_at = self._layout.name_at
        texts = ((name_at(place), text_of(self._at(place))) for place in self._without_meaning())
        return {header: text for header, text in texts if text is not None}

    def first(self) -> str | None:
        """The first text of the row."""
        return next((text for cell in self._row.cells if (text := text_of(cell))), None)

    def _without_meaning(self) -> Iterator[int]:
        yield from self._layout.unknown
        yield from range(len(self._layout.headers), len(self._row.cells))

    def _cell(self, field_name: str) -> Cell:
        place = self._layout.places.get(field_name)
        return None if place is None else self._at(place)

    def _at(self, place: int) -> Cell:
        return self._row.cells[place] if place < len(self._row.cells) else None

    def note(self, field_name: str, rule: Rule, **values: str | int) -> None:
        """One more reason why the row is refused."""
        header = self._layout.header_of(field_name)
        self.faults.append(row_fault(self._row.number, header, rule, self._sheet, **values))


def _unguarded(code: str) -> str:
    """Without what nobody sees, and without the mark by which spreadsheets keep digits a text."""
    code = seen(code)
    return code[1:] if code[:1] == "'" and code[1:].isalnum() else code


_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]{1,3},[0-9]+")


def degrees(cell: Cell) -> float | None:
    """A finite number, also one in degrees, minutes and seconds; none where the cell stands for no
    place. Raises BadCell."""
    if isinstance(cell, Formatted):
        cell = cell.value
    if cell is None or (isinstance(cell, str) and is_nothing(cell) and fold(cell) != "nan"):
        return None
    value = math.nan
    if isinstance(cell, str) and _DECIMAL_COMMA.fullmatch(cell.strip()):
        # No degree reaches a thousand: the comma can only be a decimal one.
        cell = cell.replace(",", ".")
    # Only Python reads 31_2 as 312.
    underscored = isinstance(cell, str) and "_" in cell
    if isinstance(cell, (str, int, float)) and not isinstance(cell, bool) and not underscored:
        try:
            value = float(cell)
        except (ValueError, OverflowError):
            value = math.nan
    if not math.isfinite(value) and isinstance(cell, str):
        angle = angle_of(cell)
        value = math.nan if angle is None else angle.degrees
    if not math.isfinite(value):
        raise BadCell("number")
    return value


def point(first: Axis | None) -> Callable[[Cell], tuple[float, float] | None]:
    """Reads latitude and longitude of one cell, `first` named first by its column; none where the
    cell stands for no place. What is returned raises BadCell."""

    def read(cell: Cell) -> tuple[float, float] | None:
        text = text_of(cell)
        if text is None or is_nothing(text):
            return None
        found = point_of(text, first)
        if found is None:
            raise BadCell("point")
        return found

    return read


def count(cell: Cell) -> int | None:
    """A whole number, also where a program wrote it as 3.0. Raises BadCell."""
    number = cell.value if isinstance(cell, Formatted) else cell
    text = (text_of(number) or "").removesuffix(".0")
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_COUNT):
        raise BadCell("whole_number")
    return int(text)


def datum(cell: Cell) -> Datum | None:
    """wgs84, cgcs2000, gcj02 or bd09, however written. Raises BadCell."""
    text = fold(text_of(cell) or "").replace("-", "")
    return _listed(text, DATUMS, "datum") if text else None


def request_type(cell: Cell, words: Mapping[str, RequestType]) -> RequestType | None:
    """One of REQUEST_TYPES, or one of the preset's words for them. Raises BadCell."""
    text = fold(text_of(cell) or "")
    if not text:
        return None
    return words.get(text) or _listed(text, REQUEST_TYPES, "request_type")


def yes_or_no(cell: Cell) -> bool | None:
    """Yes or no in either language. Raises BadCell."""
    text = fold(text_of(cell) or "")
    if not text:
        return None
    if text not in _YES and text not in _NO:
        raise BadCell("yes_or_no")
    return text in _YES


def _listed(text: str, allowed: tuple[_Listed, ...], rule: Rule) -> _Listed:
    for option in allowed:
        if option == text:
            return option
    raise BadCell(rule)
