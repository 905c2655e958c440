"""The value of a worksheet's cell (ECMA-376 part 1, 18.18.11), as the file holds it.

A number is read from its digits and not from a float, so that a code of eighteen digits stays one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.runtime.spreadsheets.cells import LONGEST_CELL, Cell, CellRule, plain
from services.runtime.spreadsheets.number_formats import NumberFormat
from services.runtime.spreadsheets.shared_strings import unescaped

_MOST_DIGITS = 400
_NO_STYLE = "0"
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


class Unusable(Exception):
    """The cell holds nothing to use."""

    def __init__(self, rule: CellRule) -> None:
        super().__init__(rule)
        self.rule: CellRule = rule


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets of one workbook share."""

    strings: Sequence[str | None]
    formats: Sequence[NumberFormat | None]
    epoch_1904: bool


class CellValues:
    """Reads cells of one workbook by their type."""

    def __init__(self, book: Book) -> None:
        self._strings = book.strings
        self._formats = book.formats
        self._epoch_1904 = book.epoch_1904

    def read(self, kind: str, text: str | None, style: str, formula: bool) -> Cell:
        """The cell; `text` is None where it stores none. Raises Unusable."""
        # An empty text is a result; any other type must have a value that is written out.
        if formula and (text is None or (not text and kind != "str")):
            raise Unusable("formula_without_value")
        if not text:
            return None
        if kind == "s":
            return self._shared(text)
        if kind == "n":
            return self._number(text.strip(), style)
        return _other(kind, text)

    def _shared(self, text: str) -> Cell:
        try:
            shared = self._strings[int(text)]
        except (ValueError, IndexError) as error:
            raise Unusable("error_value") from error
        return _whole(_short(shared)) if shared else None

    def _number(self, text: str, style: str) -> Cell:
        number = _digits(text) if text else None
        if style == _NO_STYLE or not isinstance(number, (int, float)):
            return number
        place = int(style) if style.isdecimal() else 0
        form = self._formats[place] if place < len(self._formats) else None
        return number if form is None else form.apply(number, self._epoch_1904)


def _digits(text: str) -> Cell:
    whole = text.isdecimal() or (text[0] == "-" and text[1:].isdecimal())
    try:
        return int(text) if whole and len(text) < _MOST_DIGITS else plain(float(text))
    except ValueError as error:
        raise Unusable("error_value") from error


def _other(kind: str, text: str) -> Cell:
    match kind:
        case "str" | "inlineStr":
            return plain(_whole(unescaped(_short(text))))
        case "b":
            return text.strip() not in ("0", "false")
        case "d":
            return _moment(text.strip())
    raise Unusable("error_value")


def _short(text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise Unusable("cell_too_long")
    return text


def _whole(text: str) -> str:
    """A text of characters only, which a workbook can write otherwise: `_xD800_`, `_x0000_`.
    Nothing else can be compared with what is kept, or told in an answer."""
    if _NO_CHARACTER.search(text):
        raise Unusable("no_character")
    return text


def _moment(text: str) -> Cell:
    """A date of the strict form of workbooks; what is none stays text."""
    try:
        return datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text
