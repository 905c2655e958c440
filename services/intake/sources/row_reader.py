"""One row of a table as what was said, by the layout of its preset."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.contracts.intake_events import RequestType, Support
from services.contracts.profile.model import OTHER, Area, ProblemType, Profile
from services.intake.reports.report import Contact, ExternalKey, NewReport
from services.intake.sources.coordinates import axis_named_first, holds_numbers
from services.intake.sources.headers import bare, fold
from services.intake.sources.local_time import Moment, NotATime, OddOffset, moment_of
from services.intake.sources.placeholders import DITTOS, is_no_place, is_no_telephone
from services.intake.sources.preset import Layout
from services.intake.sources.row_cells import (
    Cells,
    count,
    datum,
    degrees,
    point,
    request_type,
    yes_or_no,
)
from services.intake.sources.row_faults import SENTENCES, BadCell, RowFault, Rule, row_fault
from services.runtime.spreadsheets.cells import Cell, Row, Sheet, cell_name, text_of

MOST_UNKNOWN_TYPES = 500
"""Names that are listed; a table with more has something else in that column."""
TOTALS = frozenset(
    (
        "合计",
        "总计",
        "小计",
        "共计",
        "累计",
        "总数",
        "total",
        "totals",
        "grandtotal",
        "subtotal",
        "sum",
    )
)
"""What stands in front of a row that counts the rows above it."""
_LONGEST_TOTAL = 24
_COUNTED = re.compile(
    rf"(?:{'|'.join(sorted(TOTALS, key=len, reverse=True))}|共)[^\w]*[0-9][0-9,.]*[^\w]*"
    "(?:件|条|宗|起|个|笔|行|份|次|人|rows?|items?|records?|reports?)?[^\\w]*"
)
"""A total that stands in one cell with what it counts, such as 总计：2 件."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""What computers write for no time, in UTC or locally."""
REMARK = "occurred_at remark"
"""The extra that says what was peculiar about a local time."""


class Remembered:
    """Which ids stood in which row of the file, over all of its sheets."""

    def __init__(self) -> None:
        self._rows: dict[ExternalKey, tuple[str | None, int]] = {}

    def first(self, key: ExternalKey, sheet: str | None, row: int) -> tuple[str | None, int] | None:
        """The sheet and row that had the id before; none when this is the first."""
        had = self._rows.setdefault(key, (sheet, row))
        return None if had == (sheet, row) else had


class RowReader:
    """Reads the rows of one sheet."""

    def __init__(
        self, layout: Layout, profile: Profile, sheet: Sheet, ids: Remembered | None = None
    ) -> None:
        self._layout = layout
        self._preset = layout.preset
        self._sheet = sheet
        self._ids = Remembered() if ids is None else ids
        zone = layout.zone or layout.preset.zone
        self._zone = ZoneInfo(zone) if zone else profile.zone
        kinds = profile.problem_types
        # A preset may point at types that this profile does not have.
        listed = {name: code for name, code in layout.preset.categories.items() if code in kinds}
        # The jurisdiction's own word about a name counts more than the preset's.
        self._categories = _codes_by_name(kinds) | listed | _external_types(profile, layout)
        self._areas = _codes_by_name(profile.areas)
        self._header = {place: fold(name) for place, name in enumerate(layout.headers)}
        self._above: Row | None = None
        """The last row that held anything."""
        self.unknown_types: Counter[str] = Counter()
        """Names of types that neither the preset nor the profile knows, with how many rows."""
        self.unknown_columns: Counter[str] = Counter(
            {layout.headers[place]: 0 for place in layout.unknown if layout.named[place]}
        )
        """Columns without a meaning, with how many rows say something there."""

    def read(self, row: Row) -> NewReport | list[RowFault]:
        """What the row says, or every reason why it cannot be used."""
        number, sheet = row.number, self._sheet.name
        if row.faults:
            return [
                RowFault(number, cell_name(number, place), rule, SENTENCES[rule], sheet)
                for place, rule in sorted(row.faults.items())
            ]
        row = self._above = self._spelled_out(row)
        cells = Cells(row, self._layout, sheet)
        strange = self._no_report(row, cells)
        if strange is not None:
            return [row_fault(number, None, strange, sheet)]
        new = self._report(cells)
        self._remember(new, cells, number)
        return cells.faults or new

    def _spelled_out(self, row: Row) -> Row:
        """The row with what stands above where it says only that it is the same."""
        above = self._above
        if above is None or DITTOS.isdisjoint(row.cells):
            return row
        cells = (
            above.cells[place] if cell in DITTOS and place < len(above.cells) else cell
            for place, cell in enumerate(row.cells)
        )
        return replace(row, cells=tuple(cells))

    def _no_report(self, row: Row, cells: Cells) -> Rule | None:
        """What the row is, when it is none that somebody wrote a report into."""
        if self._sheet.delimited and any(row.cells[len(self._layout.headers) :]):
            return "too_many_cells"
        first, number = cells.first() or "", cells.text("external_id")
        if bare(first[:_LONGEST_TOTAL]) in TOTALS or _is_total(first if number is None else number):
            return "total_row"
        if fold(first) in self._header.values() and self._repeats(row):
            return "repeated_header"
        return None

    def _repeats(self, row: Row) -> bool:
        """Whether every cell holds what its column is called."""
        texts = {place: text for place, cell in enumerate(row.cells) if (text := text_of(cell))}
        return len(texts) > 1 and all(
            fold(text) == self._header.get(place) for place, text in texts.items()
        )

    def _remember(self, new: NewReport, cells: Cells, number: int) -> None:
        """An id that stood in the file before refuses its row, whatever became of the first; what
        else is wrong with the row says enough."""
        key = new.external_key
        had = self._ids.first(key, self._sheet.name, number) if key and key.external_id else None
        if had is None or cells.faults:
            return
        sheet, row = had
        if sheet is None or sheet == self._sheet.name:
            cells.note("external_id", "same_id", first=row)
        else:
            cells.note("external_id", "same_id_on_sheet", first=row, other=sheet)

    def _report(self, cells: Cells) -> NewReport:
        extras = cells.extras()
        self.unknown_columns.update(extras.keys())
        moment = cells.read(self._moment, "occurred_at")
        if moment is not None and moment.remark is not None:
            extras[REMARK] = moment.remark
        asked: RequestType | None = cells.read(self._request_type, "request_type")
        lat, long = self._place(cells, extras)
        return NewReport(
            description=cells.needed("description"),
            subject=cells.said("subject"),
            service_code=self._category(cells, extras),
            request_type=asked or self._preset.request_type,
            lat=lat,
            long=long,
            datum=cells.read(datum, "datum") or self._layout.datum or self._preset.datum,
            address=cells.said("address"),
            area=self._area(cells, extras),
            object=cells.code("object"),
            occurred_at=moment.at if moment is not None else None,
            contact=self._contact(cells, extras),
            public=cells.read(yes_or_no, "public"),
            support=_support(cells),
            source=cells.said("source") or self._preset.source,
            external_id=cells.needed_code("external_id"),
            id_space=self._preset.id_space,
            reporter_key=cells.code("reporter_key"),
            extras=extras,
        )

    def _place(self, cells: Cells, extras: dict[str, str]) -> tuple[float | None, float | None]:
        lat, long = cells.read(degrees, "lat"), cells.read(degrees, "long")
        header = self._layout.header_of("point")
        if header is not None and (text := cells.said("point")) and not holds_numbers(text):
            # Words where a point should be, such as 见附图, are no reason to refuse the row.
            extras[header] = text
        elif lat is None and long is None and header is not None:
            found = cells.read(point(axis_named_first(header)), "point")
            lat, long = found or (None, None)
        return (None, None) if is_no_place(lat, long) else (lat, long)

    def _contact(self, cells: Cells, extras: dict[str, str]) -> Contact:
        """How the person can be reached; words instead of a telephone are kept as extras."""
        telephone, header = cells.code("contact_phone"), self._layout.header_of("contact_phone")
        if telephone is not None and header is not None and is_no_telephone(telephone):
            if any(char.isalpha() for char in telephone):
                extras[header] = telephone
            telephone = None
        return Contact(
            name=cells.said("contact_name"), phone=telephone, email=cells.said("contact_email")
        )

    def _moment(self, cell: Cell) -> Moment | None:
        if cell is None:
            return None
        try:
            moment = moment_of(cell, self._preset.dates, self._zone)
        except OddOffset as error:
            raise BadCell("offset") from error
        except NotATime as error:
            raise BadCell("time") from error
        if moment.at in (EPOCH, EPOCH.replace(tzinfo=self._zone)):
            raise BadCell("no_time")
        return moment

    def _request_type(self, cell: Cell) -> RequestType | None:
        return request_type(cell, self._preset.request_types)

    def _category(self, cells: Cells, extras: dict[str, str]) -> str | None:
        """A code that is given, else the type of a name that is known."""
        given = cells.code("service_code")
        if given:
            return given
        code = self._looked_up(cells, "category", self._categories, extras)
        name = None if code else cells.said("category")
        if name and (name in self.unknown_types or len(self.unknown_types) < MOST_UNKNOWN_TYPES):
            self.unknown_types[name] += 1
        # Known to fit nothing is no category that others could be compared by.
        return None if code == OTHER else code

    def _area(self, cells: Cells, extras: dict[str, str]) -> str | None:
        given = cells.code("area")
        return given or self._looked_up(cells, "area_name", self._areas, extras)

    def _looked_up(
        self, cells: Cells, field_name: str, codes: Mapping[str, str], extras: dict[str, str]
    ) -> str | None:
        """The code of a name; the name itself is kept, as it may say more than the code."""
        name = cells.said(field_name)
        header = self._layout.header_of(field_name)
        if name is None or header is None:
            return None
        extras[header] = name
        return codes.get(fold(name))


def _is_total(text: str) -> bool:
    """Whether the text stands where an id should, and counts rows."""
    if len(text) > _LONGEST_TOTAL:
        return False
    return bare(text) in TOTALS or _COUNTED.fullmatch(fold(text)) is not None


def _external_types(profile: Profile, layout: Layout) -> dict[str, str]:
    """What the profile says of the names that this source uses, then of this kind of table's."""
    preset = layout.preset
    names: dict[str, str] = {}
    for vocabulary in (preset.source, preset.name):
        for name, code in profile.external_types.get(vocabulary, {}).items():
            names[fold(name)] = code
    return names


def _support(cells: Cells) -> Support:
    return Support(
        in_favour=cells.read(count, "in_favour") or 0,
        against=cells.read(count, "against") or 0,
    )


def _codes_by_name(listed: Mapping[str, ProblemType] | Mapping[str, Area]) -> dict[str, str]:
    """Codes by themselves and by their names; a name that two have leads to neither."""
    codes: dict[str, str | None] = {}
    for code, item in listed.items():
        for name in {fold(code), fold(item.name.zh), fold(item.name.en)}:
            codes[name] = None if name in codes else code
    return {name: code for name, code in codes.items() if code is not None}
