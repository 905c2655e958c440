"""What can be wrong with a row or a cell: the rules, a sentence for each, and where it happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Rule = Literal[
    "formula_without_value",
    "error_value",
    "unclosed_quote",
    "stray_quote",
    "cell_too_long",
    "no_character",
    "too_many_cells",
    "total_row",
    "repeated_header",
    "same_id",
    "same_id_on_sheet",
    "no_id",
    "not_exact",
    "turned_into_date",
    "required",
    "time",
    "no_time",
    "number",
    "point",
    "offset",
    "whole_number",
    "request_type",
    "datum",
    "yes_or_no",
]
SENTENCES: Mapping[str, str] = {
    "formula_without_value": "The cell holds a formula without a stored value.",
    "error_value": "The cell holds an error instead of a value.",
    "unclosed_quote": "A quotation mark is not closed; nothing from here on could be read.",
    "stray_quote": "A quotation mark stands inside of a cell; nobody knows where its text ends.",
    "cell_too_long": "The cell is longer than any report may be.",
    "no_character": "The cell holds half a character or a NUL; please type its text anew.",
    "too_many_cells": "The row has more cells than the header; a separator within a text needs "
    "quotation marks around the text.",
    "total_row": "This row is a total and no report.",
    "repeated_header": "This row repeats the header and is no report.",
    "same_id": "Row %(first)s has the same id; only that one is taken over.",
    "same_id_on_sheet": "Row %(first)s of the sheet %(other)s has the same id; only that one is "
    "taken over.",
    "no_id": "This stands for no id, and without one nobody could tell the report again.",
    "not_exact": "The file holds this number in a shortened form and not exactly any more; please "
    "export it as text.",
    "turned_into_date": "The spreadsheet turned this cell into a date; please enter it as text.",
    "required": "The cell is empty.",
    "time": "This is no time that the preset understands.",
    "no_time": "This is the beginning of a computer's calendar and stands for no time.",
    "number": "This is not a number.",
    "point": "These are no latitude and longitude, or nothing tells which is which; name them in "
    "the header, such as 经纬度, or give each a column.",
    "offset": "The offset of this time has seconds; offsets are whole minutes, such as +08:00.",
    "whole_number": "This is not a whole number.",
    "request_type": "This is no request type.",
    "datum": "This is no datum; known are wgs84, cgcs2000, gcj02 and bd09.",
    "yes_or_no": "This is neither yes nor no.",
}


class BadCell(Exception):
    """A cell that cannot be used. Holds no value of the table."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.rule: Rule = rule


@dataclass(frozen=True, slots=True)
class RowFault:
    """One reason why a row is refused. `column` is a header, or a cell such as E17."""

    row: int
    column: str | None
    rule: str
    detail: str
    """One English sentence, the same for each fault of the rule; it quotes nothing."""
    sheet: str | None = None
    """The sheet's name, where sheets have names."""
    values: Mapping[str, str | int] = field(default_factory=dict)
    """What `%(…)s` in the sentence stands for."""


def row_fault(
    row: int, column: str | None, rule: Rule, sheet: str | None = None, **values: str | int
) -> RowFault:
    return RowFault(row, column, rule, SENTENCES[rule], sheet, values)
