"""The cells of one row by field, read as text, numbers and listed words."""

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from services.contracts.intake_events import REQUEST_TYPES, RequestType
from services.intake.reports.report import DATUMS, Datum
from services.intake.sources.cells import Cell, Row, text_of
from services.intake.sources.preset import Layout, fold
from services.intake.sources.row_faults import BadCell, RowFault, Rule, row_fault

_JOINT = " · "
_LONGEST_COUNT = 15
_YES = ("yes", "true", "1", "是", "公开")
_NO = ("no", "false", "0", "否", "不公开")
_Value = TypeVar("_Value")
_Listed = TypeVar("_Listed", bound=str)


class Cells:
    """The cells of one row; faults are gathered, so that a row names all of them."""

    def __init__(self, row: Row, layout: Layout) -> None:
        self._row = row
        self._layout = layout
        self.faults: list[RowFault] = []

    def text(self, field_name: str) -> str | None:
        joined = self._layout.joined.get(field_name)
        if joined:
            texts = [text for place in joined if (text := text_of(self._at(place)))]
            return _JOINT.join(dict.fromkeys(texts)) or None
        return text_of(self._cell(field_name))

    def needed(self, field_name: str) -> str:
        text = self.text(field_name)
        if text is None:
            self._note(field_name, "required")
        return text or ""

    def read(self, read: Callable[[Cell], _Value | None], field_name: str) -> _Value | None:
        """The cell as `read` understands it; None, and a fault noted, when it does not."""
        try:
            return read(self._cell(field_name))
        except BadCell as fault:
            self._note(field_name, fault.rule)
            return None

    def extras(self) -> dict[str, str]:
        """The texts of the columns without a meaning, by header."""
        headers = self._layout.headers
        texts = ((headers[place], text_of(self._at(place))) for place in self._layout.unknown)
        return {header: text for header, text in texts if text is not None}

    def _cell(self, field_name: str) -> Cell:
        place = self._layout.places.get(field_name)
        return None if place is None else self._at(place)

    def _at(self, place: int) -> Cell:
        return self._row.cells[place] if place < len(self._row.cells) else None

    def _note(self, field_name: str, rule: Rule) -> None:
        header = self._layout.header_of(field_name)
        self.faults.append(row_fault(self._row.number, header, rule))


def degrees(cell: Cell) -> float | None:
    """A finite number. Raises BadCell."""
    if cell is None:
        return None
    value = math.nan
    if isinstance(cell, (str, int, float)) and not isinstance(cell, bool):
        try:
            value = float(cell)
        except (ValueError, OverflowError):
            value = math.nan
    if not math.isfinite(value):
        raise BadCell("number")
    return value


def count(cell: Cell) -> int | None:
    """A whole number, also where a program wrote it as 3.0. Raises BadCell."""
    text = (text_of(cell) or "").removesuffix(".0")
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
