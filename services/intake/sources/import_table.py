"""What happens when somebody hands in a table of reports."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from services.contracts.profile.model import Profile
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import NewReport
from services.intake.sources.finding_headers import Headed, Headless, LayOut, find_header
from services.intake.sources.preset import (
    MissingColumns,
    Preset,
    UnknownPreset,
    choose,
    lay_out,
    load_presets,
)
from services.intake.sources.row_reader import Remembered, RowReader
from services.intake.sources.tally import Batch, Imported, Tally
from services.runtime.spreadsheets.cells import Row, UnreadableTable
from services.runtime.spreadsheets.table import open_table

ROWS_AT_ONCE = 100
"""Rows of one batch, and so of one transaction."""

ReceiveMany = Callable[[Sequence[NewReport]], Sequence[Outcome]]
"""Takes up to ROWS_AT_ONCE reports in one transaction; one outcome per report, in order."""
Progress = Callable[[Mapping[str, int]], None]


class ImportTable:
    """The use case. Safe for threads.

    Every visible sheet that has a header is read, row by row; of a workbook the texts that its
    cells share are held, of any file its ids.
    """

    def __init__(self, profile: Profile, presets: Mapping[str, Preset] | None = None) -> None:
        self._profile = profile
        self._presets = load_presets() if presets is None else presets

    @property
    def profile(self) -> Profile:
        """Against which places and types are matched."""
        return self._profile

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
        with open_table(path) as table:
            found = [find_header(sheet, self._lay_out(preset)) for sheet in table.sheets]
            headed = [sheet for sheet in found if isinstance(sheet, Headed)]
            if not headed:
                raise _closest(found) or UnreadableTable("The table has no rows.")
            tally = Tally(headed[0].layout.preset.name)
            ids = Remembered()
            for sheet in found:
                if isinstance(sheet, Headed):
                    self._read(sheet, ids, tally, receive_many, progress)
                else:
                    tally.pass_over(sheet)
            tally.hide(table.hidden)
            return tally.imported()

    def _lay_out(self, preset: str | None) -> LayOut:
        if preset is None:
            return lambda cells: choose(self._presets, cells)
        return lambda cells: lay_out(self._presets[preset], cells)

    def _read(
        self,
        headed: Headed,
        ids: Remembered,
        tally: Tally,
        receive_many: ReceiveMany,
        progress: Progress,
    ) -> None:
        reader = RowReader(headed.layout, self._profile, headed.sheet, ids)
        tally.begin(headed)
        with headed.sheet.rows() as rows:
            data = (row for row in rows if row.number > headed.last_row and not row.is_empty)
            while batch := list(islice(data, ROWS_AT_ONCE)):
                tally.add(_receive(reader, batch, receive_many))
                progress(tally.total.by_name())
        tally.end(reader)


def _closest(found: Sequence[Headed | Headless]) -> MissingColumns | None:
    """What is missing on the sheet that comes closest to having a header."""
    faults = [
        sheet.missing
        for sheet in found
        if isinstance(sheet, Headless) and sheet.missing is not None
    ]
    return min(faults, key=lambda fault: fault.share) if faults else None


def _receive(reader: RowReader, rows: Sequence[Row], receive_many: ReceiveMany) -> Batch:
    batch = Batch()
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
