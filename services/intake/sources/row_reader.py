"""One row of a table as what was said, by the layout of its preset."""

from collections import Counter
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from services.contracts.intake_events import RequestType, Support
from services.contracts.profile.model import OTHER, Area, ProblemType, Profile
from services.intake.reports.report import Contact, NewReport
from services.intake.sources.cells import Cell, Row, cell_name
from services.intake.sources.local_time import Moment, NotATime, moment_of
from services.intake.sources.preset import Layout, fold
from services.intake.sources.row_cells import Cells, count, datum, degrees, request_type, yes_or_no
from services.intake.sources.row_faults import SENTENCES, BadCell, RowFault

MOST_UNKNOWN_TYPES = 500
"""Names that are listed; a table with more has something else in that column."""
REMARK = "occurred_at remark"
"""The extra that says what was peculiar about a local time."""


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, layout: Layout, profile: Profile) -> None:
        self._layout = layout
        self._preset = layout.preset
        self._zone = ZoneInfo(layout.preset.zone) if layout.preset.zone else profile.zone
        kinds = profile.problem_types
        # A preset may point at types that this profile does not have.
        listed = {name: code for name, code in layout.preset.categories.items() if code in kinds}
        # The jurisdiction's own word about a name counts more than the preset's.
        self._categories = _codes_by_name(kinds) | listed | _external_types(profile, layout)
        self._areas = _codes_by_name(profile.areas)
        self.unknown_types: Counter[str] = Counter()
        """Names of types that neither the preset nor the profile knows, with how many rows."""

    def read(self, row: Row) -> NewReport | list[RowFault]:
        """What the row says, or every reason why it cannot be used."""
        if row.faults:
            return [
                RowFault(row.number, cell_name(row.number, place), rule, SENTENCES[rule])
                for place, rule in sorted(row.faults.items())
            ]
        cells = Cells(row, self._layout)
        new = self._report(cells)
        return cells.faults or new

    def _report(self, cells: Cells) -> NewReport:
        extras = cells.extras()
        moment = cells.read(self._moment, "occurred_at")
        if moment is not None and moment.remark is not None:
            extras[REMARK] = moment.remark
        asked: RequestType | None = cells.read(self._request_type, "request_type")
        return NewReport(
            description=cells.needed("description"),
            subject=cells.text("subject"),
            service_code=self._category(cells, extras),
            request_type=asked or self._preset.request_type,
            lat=cells.read(degrees, "lat"),
            long=cells.read(degrees, "long"),
            datum=cells.read(datum, "datum") or self._preset.datum,
            address=cells.text("address"),
            area=self._area(cells, extras),
            object=cells.text("object"),
            occurred_at=moment.at if moment is not None else None,
            contact=_contact(cells),
            public=cells.read(yes_or_no, "public"),
            support=_support(cells),
            source=cells.text("source") or self._preset.source,
            external_id=cells.needed("external_id"),
            id_space=self._preset.id_space,
            reporter_key=cells.text("reporter_key"),
            extras=extras,
        )

    def _moment(self, cell: Cell) -> Moment | None:
        if cell is None:
            return None
        try:
            return moment_of(cell, self._preset.dates, self._zone)
        except NotATime as error:
            raise BadCell("time") from error

    def _request_type(self, cell: Cell) -> RequestType | None:
        return request_type(cell, self._preset.request_types)

    def _category(self, cells: Cells, extras: dict[str, str]) -> str | None:
        """A code that is given, else the type of a name that is known."""
        given = cells.text("service_code")
        if given:
            return given
        code = self._looked_up(cells, "category", self._categories, extras)
        name = None if code else cells.text("category")
        if name and (name in self.unknown_types or len(self.unknown_types) < MOST_UNKNOWN_TYPES):
            self.unknown_types[name] += 1
        # Known to fit nothing is no category that others could be compared by.
        return None if code == OTHER else code

    def _area(self, cells: Cells, extras: dict[str, str]) -> str | None:
        given = cells.text("area")
        return given or self._looked_up(cells, "area_name", self._areas, extras)

    def _looked_up(
        self, cells: Cells, field_name: str, codes: Mapping[str, str], extras: dict[str, str]
    ) -> str | None:
        """The code of a name; the name itself is kept, as it may say more than the code."""
        name = cells.text(field_name)
        header = self._layout.header_of(field_name)
        if name is None or header is None:
            return None
        extras[header] = name
        return codes.get(fold(name))


def _external_types(profile: Profile, layout: Layout) -> dict[str, str]:
    """What the profile says of the names that this source uses, then of this kind of table's."""
    preset = layout.preset
    names: dict[str, str] = {}
    for vocabulary in (preset.source, preset.name):
        for name, code in profile.external_types.get(vocabulary, {}).items():
            names[fold(name)] = code
    return names


def _contact(cells: Cells) -> Contact:
    return Contact(
        name=cells.text("contact_name"),
        phone=cells.text("contact_phone"),
        email=cells.text("contact_email"),
    )


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
