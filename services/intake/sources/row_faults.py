"""What can be wrong with a row or a cell: the rules, a sentence for each, and where it happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Rule = Literal[
    "formula_without_value",
    "error_value",
    "unclosed_quote",
    "cell_too_long",
    "required",
    "time",
    "number",
    "whole_number",
    "request_type",
    "datum",
    "yes_or_no",
]
SENTENCES: Mapping[str, str] = {
    "formula_without_value": "The cell holds a formula without a stored value.",
    "error_value": "The cell holds an error instead of a value.",
    "unclosed_quote": "A quotation mark is not closed; nothing from here on could be read.",
    "cell_too_long": "The cell is longer than any report may be.",
    "required": "The cell is empty.",
    "time": "This is no time that the preset understands.",
    "number": "This is not a number.",
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


def row_fault(row: int, column: str | None, rule: Rule) -> RowFault:
    return RowFault(row, column, rule, SENTENCES[rule])
