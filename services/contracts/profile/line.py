"""One row of a profile's table, read cell by cell; what is wrong is noted, not raised."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from services.contracts.profile.words import Words

_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a profile: where it is and which rule it breaks."""

    file: str
    row: int | None
    """As an editor counts lines, from 1; none when the whole file is meant."""
    rule: str
    detail: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        return f"{place}: {self.rule}: {self.detail}"


@dataclass(slots=True)
class Findings:
    """The faults found so far, in the order of reading."""

    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    """What a service runs with, though somebody has probably forgotten something."""

    def add(self, file: str, row: int | None, rule: str, detail: str) -> None:
        self.faults.append(Fault(file, row, rule, detail))

    def warn(self, file: str, row: int | None, rule: str, detail: str) -> None:
        self.warnings.append(Fault(file, row, rule, detail))


@dataclass(frozen=True, slots=True)
class Line:
    """A row. Every reader notes a fault and returns a stand-in when the cell is wrong."""

    file: str
    row: int
    cells: Mapping[str, str]
    findings: Findings

    def fault(self, rule: str, detail: str) -> None:
        self.findings.add(self.file, self.row, rule, detail)

    def optional(self, column: str) -> str | None:
        return self.cells.get(column, "").strip() or None

    def text(self, column: str) -> str:
        value = self.optional(column)
        if value is None:
            self.fault("missing", f"{column} is empty")
        return value or ""

    def code(self, column: str = "code") -> str:
        value = self.text(column)
        if value and not _CODE.fullmatch(value):
            self.fault("bad_code", f"{column}: lower-case letters, digits, '_', '.' and '-' only")
        return value

    def words(self, stem: str) -> Words:
        return Words(self.text(f"{stem}_zh"), self.text(f"{stem}_en"))

    def items(self, column: str, separator: str | None = None) -> tuple[str, ...]:
        parts = self.cells.get(column, "").split(separator)
        return tuple(part.strip() for part in parts if part.strip())

    def number(self, column: str, low: int, high: int) -> int:
        value = self.text(column)
        if not value:
            return low
        if not re.fullmatch(r"-?[0-9]{1,12}", value):
            self.fault("not_a_number", f"{column} is not a whole number")
            return low
        if not low <= int(value) <= high:
            self.fault("out_of_range", f"{column} must lie between {low} and {high}")
            return low
        return int(value)

    def optional_number(self, column: str, low: int, high: int) -> int | None:
        return None if self.optional(column) is None else self.number(column, low, high)

    def degrees(self, column: str, most: int) -> float:
        """A number of degrees between -most and most; 0 when the cell is wrong."""
        value = self.text(column)
        if not value:
            return 0.0
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,12})?", value):
            self.fault("not_a_number", f"{column} is not a number of degrees")
            return 0.0
        if abs(float(value)) > most:
            self.fault("out_of_range", f"{column} must lie between {-most} and {most}")
            return 0.0
        return float(value)

    def choice(self, column: str, allowed: Sequence[_Choice]) -> _Choice:
        value = self.optional(column)
        for option in allowed:
            if option == value:
                return option
        self.fault("not_one_of", f"{column} must be one of {', '.join(allowed)}")
        return allowed[0]

    def flag(self, column: str) -> bool:
        return self.choice(column, ("no", "yes")) == "yes"

    def one_of_codes(self, column: str, value: str | None, known: Collection[str]) -> None:
        """Note a fault unless `value` is none or a known code."""
        if value and value not in known:
            self.fault("unknown_code", f"{column}: {value} is not defined")

    def all_of_codes(self, column: str, values: Iterable[str], known: Collection[str]) -> None:
        """Note a fault for each value that is no known code, and for one that is repeated."""
        seen: set[str] = set()
        for value in values:
            self.one_of_codes(column, value, known)
            if value in seen:
                self.fault("repeated", f"{column}: {value} stands there twice")
            seen.add(value)


def read_table(
    path: Path, columns: Sequence[str], findings: Findings, optional: Collection[str] = ()
) -> Iterator[Line]:
    """The rows of one CSV file in UTF-8 (with or without a byte order mark).

    `optional` columns may be missing, as they are from tables of earlier releases.
    """
    reader = csv.reader(io.StringIO(_text(path, findings) or "", newline=""))
    header = [name.strip() for name in next(reader, [])]
    if not header:
        return
    missing = [name for name in columns if name not in header]
    if missing:
        findings.add(path.name, 1, "missing_column", ", ".join(missing))
        return
    for name in header:
        if name not in columns and name not in optional:
            findings.add(path.name, 1, "unknown_column", name)
    for cells in reader:
        if len(cells) > len(header):
            findings.add(path.name, reader.line_num, "too_many_cells", f"at most {len(header)}")
        elif any(cell.strip() for cell in cells):
            row = dict(zip(header, cells, strict=False))
            yield Line(path.name, reader.line_num, row, findings)


def rows_of(
    path: Path,
    columns: str,
    findings: Findings,
    seen: Collection[str],
    optional: Collection[str] = (),
) -> Iterator[Line]:
    """The rows of a table whose code is not among those that the caller has `seen` so far."""
    for line in read_table(path, columns.split(","), findings, optional):
        if line.optional("code") in seen:
            line.fault("duplicate_code", f"{line.optional('code')} is defined above")
        else:
            yield line


def _text(path: Path, findings: Findings) -> str | None:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        findings.add(path.name, None, "missing_file", "the profile needs this file")
        return None
    except UnicodeDecodeError:
        findings.add(path.name, None, "unreadable", "not UTF-8")
        return None
    if not text.strip():
        findings.add(path.name, 1, "missing_column", "the file is empty")
    return text
