"""What happens when somebody hands in a table of reports."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from services.contracts.profile.model import Profile
from services.intake.reports.acceptance import Outcome
from services.intake.reports.faults import BrokenRule
from services.intake.reports.report import NewReport
from services.intake.sources.cells import Row, UnreadableTable, text_of
from services.intake.sources.preset import (
    Layout,
    MissingColumns,
    Preset,
    UnknownPreset,
    choose,
    lay_out,
    load_presets,
)
from services.intake.sources.row_faults import RowFault
from services.intake.sources.row_reader import RowReader
from services.intake.sources.table import open_table

ROWS_AT_ONCE = 100
"""Rows of one batch, and so of one transaction."""
MOST_FAULTS = 1_000
"""Faults that are told; the rest is only counted."""
_HEADER_WITHIN = 5
"""Rows among which the header is looked for; titles stand above some tables."""

ReceiveMany = Callable[[Sequence[NewReport]], Sequence[Outcome]]
"""Takes up to ROWS_AT_ONCE reports in one transaction; one outcome per report, in order."""
Progress = Callable[[Mapping[str, int]], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table: read = created + unchanged + changed + rejected."""

    preset: str
    read: int = 0
    created: int = 0
    unchanged: int = 0
    changed: int = 0
    rejected: int = 0
    faults: tuple[RowFault, ...] = ()
    faults_left_off: int = 0
    unknown_types: tuple[tuple[str, int], ...] = ()
    """Type names that nothing is known about, with how many rows have them, most first."""

    @property
    def counts(self) -> dict[str, int]:
        names = ("read", "created", "unchanged", "changed", "rejected")
        return {name: getattr(self, name) for name in names}


class ImportTable:
    """The use case. Safe for threads.

    A CSV file is read row by row in constant memory; of a workbook calamine holds the sheet, which
    `workbook.MOST_UNPACKED` and `worksheet.MOST_CELLS` bound.
    """

    def __init__(self, profile: Profile, presets: Mapping[str, Preset] | None = None) -> None:
        self._profile = profile
        self._presets = load_presets() if presets is None else presets

    def run(
        self,
        path: Path,
        receive_many: ReceiveMany,
        preset: str | None = None,
        progress: Progress = lambda _: None,
    ) -> Imported:
        """Hand every row to `receive_many`, a batch at a time; a dry run hands in another one.

        Rows that cannot be used are listed and the others are received. Raises UnreadableTable,
        MissingColumns and UnknownPreset before anything was received, and whatever
        `receive_many` raises; rows before that stay received, and the same table may be handed
        in again.
        """
        if preset is not None and preset not in self._presets:
            raise UnknownPreset(list(self._presets))
        with open_table(path) as rows:
            layout, data = self._headed(rows, preset)
            reader = RowReader(layout, self._profile)
            tally = _Tally(layout)
            while batch := list(islice(data, ROWS_AT_ONCE)):
                tally.add(_receive(reader, batch, receive_many))
                progress(tally.imported.counts)
            return replace(tally.imported, unknown_types=tuple(reader.unknown_types.most_common()))

    def _headed(self, rows: Iterator[Row], preset: str | None) -> tuple[Layout, Iterator[Row]]:
        """The layout of the first rows that hold a header, and the rows below it."""
        closest: MissingColumns | None = None
        for row in islice(rows, _HEADER_WITHIN):
            cells = [text_of(cell) for cell in row.cells]
            try:
                if preset is None:
                    return choose(self._presets, cells), rows
                return lay_out(self._presets[preset], cells), rows
            except MissingColumns as fault:
                if closest is None or fault.share < closest.share:
                    closest = fault
        raise closest or UnreadableTable("The table has no rows.")


@dataclass(slots=True)
class _Batch:
    """What became of up to ROWS_AT_ONCE rows."""

    outcomes: list[tuple[int, Outcome]] = field(default_factory=list)
    """With row numbers."""
    faults: list[list[RowFault]] = field(default_factory=list)
    """Of each row that could not be read."""


def _receive(reader: RowReader, rows: Sequence[Row], receive_many: ReceiveMany) -> _Batch:
    batch = _Batch()
    numbers: list[int] = []
    reports: list[NewReport] = []
    for row in rows:
        read = reader.read(row)
        if isinstance(read, NewReport):
            numbers.append(row.number)
            reports.append(read)
        else:
            batch.faults.append(read)
    if reports:
        batch.outcomes.extend(zip(numbers, receive_many(reports), strict=True))
    return batch


class _Tally:
    """Counts batches up."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.imported = Imported(layout.preset.name)

    def add(self, batch: _Batch) -> None:
        before = self.imported
        kinds = [outcome.kind for _, outcome in batch.outcomes]
        refused = [
            [self._fault(number, broken) for broken in outcome.broken]
            for number, outcome in batch.outcomes
            if outcome.kind == "rejected"
        ]
        faults = [fault for row in (*batch.faults, *refused) for fault in row]
        room = MOST_FAULTS - len(before.faults)
        self.imported = replace(
            before,
            read=before.read + len(kinds) + len(batch.faults),
            created=before.created + kinds.count("created"),
            unchanged=before.unchanged + kinds.count("unchanged"),
            changed=before.changed + kinds.count("changed"),
            rejected=before.rejected + kinds.count("rejected") + len(batch.faults),
            faults=(*before.faults, *sorted(faults[:room], key=_by_row)),
            faults_left_off=before.faults_left_off + max(0, len(faults) - room),
        )

    def _fault(self, number: int, broken: BrokenRule) -> RowFault:
        """A rule of the report in the words of the table: its header instead of a pointer."""
        name = _FIELDS.get(broken.pointer, broken.pointer.strip("/"))
        column = self._layout.header_of(name)
        if column is None and name.startswith("attributes/"):
            column = name.removeprefix("attributes/")
        return RowFault(number, column, broken.rule, broken.detail)


_FIELDS = {
    "/support/for": "in_favour",
    "/support/against": "against",
    "/contact/name": "contact_name",
    "/contact/phone": "contact_phone",
    "/contact/email": "contact_email",
}
"""Fields of a preset by pointer, where they are called differently."""


def _by_row(fault: RowFault) -> int:
    return fault.row


def as_json(imported: Imported) -> dict[str, Any]:
    """The wire form, for the command line and the API."""
    return {
        **imported.counts,
        "preset": imported.preset,
        "errors": [
            {"row": fault.row, "column": fault.column, "rule": fault.rule, "detail": fault.detail}
            for fault in imported.faults
        ],
        "errors_left_off": imported.faults_left_off,
        "unknown_types": [{"name": name, "rows": rows} for name, rows in imported.unknown_types],
    }
