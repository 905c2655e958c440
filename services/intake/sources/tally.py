"""Counting up what became of the rows of a table, sheet by sheet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from services.intake.reports.faults import BrokenRule
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.sources.finding_headers import Headed, Headless
from services.intake.sources.preset import Layout
from services.intake.sources.row_faults import RowFault
from services.intake.sources.row_reader import RowReader

MOST_FAULTS = 1_000
"""Faults that are told; the rest is only counted."""
COUNTED = ("read", "created", "unchanged", "changed", "rejected")
SheetState = Literal["read", "empty", "no_header", "hidden"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of rows: read = created + unchanged + changed + rejected."""

    read: int = 0
    created: int = 0
    unchanged: int = 0
    changed: int = 0
    rejected: int = 0

    def plus(self, more: "Counts") -> "Counts":
        return Counts(*(left + right for left, right in zip(self.all(), more.all(), strict=True)))

    def all(self) -> tuple[int, ...]:
        return (self.read, self.created, self.unchanged, self.changed, self.rejected)

    def by_name(self) -> dict[str, int]:
        return dict(zip(COUNTED, self.all(), strict=True))


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What became of one sheet of the file."""

    name: str | None
    state: SheetState
    counts: Counts = field(default_factory=Counts)
    missing_columns: tuple[str, ...] = ()
    """What the header lacks, where the sheet comes close to having one."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a table: read = created + unchanged + changed + rejected."""

    preset: str
    total: Counts = field(default_factory=Counts)
    faults: tuple[RowFault, ...] = ()
    faults_left_off: int = 0
    unknown_types: tuple[tuple[str, int], ...] = ()
    """Type names that nothing is known about, with how many rows have them, most first."""
    unknown_columns: tuple[tuple[str, int], ...] = ()
    """Columns without a meaning, with how many rows say something there; kept as extras."""
    sheets: tuple[SheetAnswer, ...] = ()
    """Every sheet of the file, in its order, hidden ones last."""
    known_columns: tuple[str, ...] = ()
    """Columns that were understood, by the names that the table gives them."""
    placed: int = 0
    """Rows, new or changed, that lie in an area of the profile."""

    @property
    def counts(self) -> dict[str, int]:
        return self.total.by_name()

    @property
    def read(self) -> int:
        return self.total.read

    @property
    def created(self) -> int:
        return self.total.created

    @property
    def unchanged(self) -> int:
        return self.total.unchanged

    @property
    def changed(self) -> int:
        return self.total.changed

    @property
    def rejected(self) -> int:
        return self.total.rejected


@dataclass(slots=True)
class Batch:
    """What became of up to ROWS_AT_ONCE rows."""

    outcomes: list[tuple[int, Outcome]] = field(default_factory=list)
    """With row numbers."""
    faults: list[list[RowFault]] = field(default_factory=list)
    """Of each row that could not be read."""


class Tally:
    """Counts batches up, sheet by sheet."""

    def __init__(self, preset: str) -> None:
        self._preset = preset
        self._layout: Layout
        self._sheet: str | None = None
        self._here = Counts()
        self._sheets: list[SheetAnswer] = []
        self._faults: list[RowFault] = []
        self._left_off = 0
        self._types: Counter[str] = Counter()
        self._columns: Counter[str] = Counter()
        self._known: dict[str, None] = {}
        self._placed = 0
        self.total = Counts()

    def begin(self, headed: Headed) -> None:
        self._layout, self._sheet, self._here = headed.layout, headed.sheet.name, Counts()
        unknown, names = set(headed.layout.unknown), headed.layout.headers
        self._known.update(
            (name, None)
            for place, name in enumerate(names)
            if place not in unknown and headed.layout.named[place]
        )

    def end(self, reader: RowReader) -> None:
        self._sheets.append(SheetAnswer(self._sheet, "read", self._here))
        self._types.update(reader.unknown_types)
        self._columns.update(reader.unknown_columns)

    def pass_over(self, headless: Headless) -> None:
        fault = headless.missing
        missing = fault.columns if fault is not None and fault.share < 1 else ()
        state: SheetState = "empty" if fault is None else "no_header"
        self._sheets.append(SheetAnswer(headless.sheet.name, state, missing_columns=missing))

    def hide(self, names: Sequence[str]) -> None:
        self._sheets.extend(SheetAnswer(name, "hidden") for name in names)

    def add(self, batch: Batch) -> None:
        kinds = [outcome.kind for _, outcome in batch.outcomes]
        refused = [
            [self._fault(number, broken) for broken in outcome.broken]
            for number, outcome in batch.outcomes
            if outcome.kind == "rejected"
        ]
        faults = [fault for row in (*batch.faults, *refused) for fault in row]
        room = MOST_FAULTS - len(self._faults)
        more = Counts(
            read=len(kinds) + len(batch.faults),
            created=kinds.count("created"),
            unchanged=kinds.count("unchanged"),
            changed=kinds.count("changed"),
            rejected=kinds.count("rejected") + len(batch.faults),
        )
        self._here, self.total = self._here.plus(more), self.total.plus(more)
        self._placed += sum(outcome.area is not None for _, outcome in batch.outcomes)
        self._faults.extend(sorted(faults[:room], key=_by_row))
        self._left_off += max(0, len(faults) - room)

    def imported(self) -> Imported:
        return Imported(
            self._preset,
            self.total,
            tuple(self._faults),
            self._left_off,
            tuple(self._types.most_common()),
            tuple(self._columns.most_common()),
            tuple(self._sheets),
            tuple(self._known),
            self._placed,
        )

    def _fault(self, number: int, broken: BrokenRule) -> RowFault:
        """A rule of the report in the words of the table: its header instead of a pointer."""
        name = _FIELDS.get(broken.pointer, broken.pointer.strip("/"))
        column = self._layout.header_of(name)
        if column is None and name.startswith("attributes/"):
            column = name.removeprefix("attributes/")
        return RowFault(number, column, broken.rule, broken.detail, self._sheet)


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
