"""What a worksheet's XML says that calamine does not: formulas without a value, errors, extent."""

from typing import IO

from services.intake.sources.cells import CellRule, UnreadableTable
from services.intake.sources.xml_stream import local, new_parser, parse

MOST_CELLS = 8_000_000
"""Of the rectangle around all cells: a million rows of seven columns fit."""
_MOST_FAULTS = 100_000
_LETTERS = 26

Faults = dict[int, dict[int, CellRule]]
"""By row number (from 1) and column position (from 0)."""


def scan_sheet(stream: IO[bytes]) -> Faults:
    """The cells that hold nothing to use, read in constant memory besides them.

    Raises UnreadableTable for broken XML, for a rectangle of more than MOST_CELLS and when
    formula after formula has no value.
    """
    scan = _Scan()
    parse(scan.parser, stream)
    return scan.faults


class _Scan:
    """Follows rows and cells (ECMA-376 part 1, section 18.3.1: row, c, f, v)."""

    def __init__(self) -> None:
        self.faults: Faults = {}
        self._count = 0
        self._row = 0
        self._column = -1
        self._widest = 0
        self._type = ""
        self._formula = False
        self._stored = False
        self._value = False
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "c":
            self._cell(attributes)
        elif name == "v":
            self._stored = True
            self.parser.CharacterDataHandler = self._text
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column = -1
            self._measure()

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column = _position(attributes.get("r", ""), self._column + 1)
        if self._column >= self._widest:
            self._widest = self._column + 1
            self._measure()
        self._type = attributes.get("t", "")
        self._formula = self._stored = self._value = False

    def _measure(self) -> None:
        if self._row * self._widest > MOST_CELLS:
            raise UnreadableTable("The sheet has more than 8 million cells; please split it.")

    def _text(self, _: str) -> None:
        self._value = True

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "c":
            if self._type == "e":
                self._fault("error_value")
            elif self._formula and not self._has_result():
                self._fault("formula_without_value")

    def _has_result(self) -> bool:
        # An empty text is a result; any other type must have a value that is written out.
        return self._stored if self._type == "str" else self._value

    def _fault(self, rule: CellRule) -> None:
        self.faults.setdefault(self._row, {})[self._column] = rule
        self._count += 1
        if self._count > _MOST_FAULTS:
            raise UnreadableTable(
                "The formulas have no stored values; please save the file in a spreadsheet program."
            )


def _position(reference: str, expected: int) -> int:
    """The column of a reference such as E17, from 0; the next one where it has none."""
    position = 0
    for char in reference:
        if not "A" <= char <= "Z":
            break
        position = position * _LETTERS + ord(char) - ord("A") + 1
    return position - 1 if position else expected
