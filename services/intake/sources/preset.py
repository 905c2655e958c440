"""Presets: what the columns of a known kind of table mean, as data."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from services.contracts.intake_events import REQUEST_TYPES, SOURCES, RequestType
from services.contracts.profile.model import Words
from services.intake.reports.masking.masking import mask
from services.intake.reports.report import DATUMS, Datum
from services.intake.sources.headers import fold, noted_datum, noted_zone, places_of

FIELDS = (
    "external_id",
    "source",
    "reporter_key",
    "subject",
    "description",
    "occurred_at",
    "address",
    "lat",
    "long",
    "point",
    "datum",
    "area",
    "area_name",
    "object",
    "service_code",
    "category",
    "request_type",
    "contact_name",
    "contact_phone",
    "contact_email",
    "in_favour",
    "against",
    "public",
)
"""What a column can mean. `category` and `area_name` are looked up by name and kept as extras
where the profile knows none; `service_code` and `area` must be codes of the profile. `point` holds
latitude and longitude together, and counts where the row has neither of the two by itself."""
FOLDER = Path(__file__).parent / "presets"


class FaultyPreset(Exception):
    """A preset file breaks a rule; the message names file and member."""


class UnknownPreset(Exception):
    """There is no preset of that name; `known` lists those that there are."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = tuple(known)
        super().__init__("There is no such preset; known are: " + ", ".join(self.known))


class MissingColumns(Exception):
    """The header lacks columns that the preset needs; `columns` names them."""

    def __init__(self, preset: str, columns: Sequence[str], needed: int) -> None:
        self.preset = preset
        self.columns = tuple(columns)
        self.share = len(self.columns) / needed
        """Of the columns that the preset needs; 1 when none of them is there."""
        super().__init__("Columns are missing: " + ", ".join(self.columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """How one kind of table is read."""

    name: str
    title: Words
    source: str
    columns: Mapping[str, tuple[str, ...]]
    """Field to the headers it may have, the first one that is there counts."""
    required: tuple[str, ...]
    dates: tuple[str, ...]
    """Formats of text dates, as strptime reads them; ISO 8601 is always understood."""
    zone: str | None = None
    """IANA name of the zone of its local times; None: the profile's."""
    datum: Datum = "wgs84"
    request_type: RequestType = "unknown"
    id_space: str = ""
    """Whose ids its external ids are; empty: those that the source itself sends."""
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field to the columns whose texts make it up together."""
    categories: Mapping[str, str] = field(default_factory=dict)
    request_types: Mapping[str, RequestType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """A preset laid over the header of one table."""

    preset: Preset
    headers: tuple[str, ...]
    """One name per column, none twice, none empty."""
    named: tuple[bool, ...]
    """Whether the table itself names the column."""
    places: Mapping[str, int]
    """Field to column position."""
    joined: Mapping[str, tuple[int, ...]]
    unknown: tuple[int, ...]
    """Positions of columns without a meaning; they are kept as extras."""

    datum: Datum | None = None
    """What the header of a coordinate says of its datum."""
    zone: str | None = None
    """What the header of the time says of its zone."""

    def name_at(self, place: int) -> str:
        """What the column of a position is called, also where the header does not reach."""
        return self.headers[place] if place < len(self.headers) else f"column {place + 1}"

    def header_of(self, field_name: str) -> str | None:
        """What the table calls a field."""
        place = self.places.get(field_name)
        return None if place is None else self.headers[place]


def lay_out(preset: Preset, cells: Sequence[str | None]) -> Layout:
    """The layout of a header row. Raises MissingColumns naming every column that is needed."""
    found = places_of(cells)
    places = {}
    for field_name, headers in preset.columns.items():
        place = next((found[fold(name)] for name in headers if fold(name) in found), None)
        if place is not None:
            places[field_name] = place
    needed = {preset.columns[name][0]: name in places for name in preset.required}
    if not all(needed.values()):
        missing = [header for header, is_there in needed.items() if not is_there]
        raise MissingColumns(preset.name, missing, len(needed))
    joined = {
        field_name: tuple(found[fold(name)] for name in headers if fold(name) in found)
        for field_name, headers in preset.joined.items()
    }
    used = {*places.values(), *(place for places_ in joined.values() for place in places_)}
    unknown = tuple(place for place in range(len(cells)) if place not in used)
    named = _named(cells)
    degrees = [named[places[name]] for name in ("lat", "long", "point") if name in places]
    datums = [datum for header in degrees if (datum := noted_datum(header))]
    zone = noted_zone(named[places["occurred_at"]]) if "occurred_at" in places else None
    return Layout(
        preset,
        named,
        tuple(map(bool, cells)),
        places,
        joined,
        unknown,
        next(iter(datums), None),
        zone,
    )


def choose(presets: Mapping[str, Preset], cells: Sequence[str | None]) -> Layout:
    """The preset that fits a header best: the most columns understood, the special one first.

    Raises MissingColumns of the one that comes closest when none fits; of the widest on a tie.
    """
    layouts, faults = [], []
    for preset in presets.values():
        try:
            layouts.append(lay_out(preset, cells))
        except MissingColumns as fault:
            faults.append((fault.share, -len(preset.columns), fault))
    if layouts:
        return max(layouts, key=lambda layout: len(layout.places) / len(layout.preset.columns))
    raise min(faults, key=lambda fault: fault[:2])[2]


def _named(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Names for all columns; one that came before gets its position, an empty one only that.

    Names are told in answers and kept with reports: they hold no personal number.
    """
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = mask(cell).text[:100] if cell else f"column {place}"
        names.append(f"{name} ({place})" if name in names else name)
    return tuple(names)


@cache
def load_presets(folder: Path = FOLDER) -> Mapping[str, Preset]:
    """Every preset of a folder by name, the generic one last. Raises FaultyPreset."""
    return MappingProxyType({name: _read(folder / f"{name}.toml") for name in preset_names(folder)})


def preset_names(folder: Path = FOLDER) -> Sequence[str]:
    """The name of every preset of a folder, the generic one last."""
    names = [path.stem for path in folder.glob("*.toml")]
    return sorted(names, key=lambda name: (name == "generic", name))


def _read(path: Path) -> Preset:
    try:
        body = tomllib.loads(path.read_text(encoding="utf-8"))
        preset = Preset(
            name=path.stem,
            title=Words(body["title"]["zh"], body["title"]["en"]),
            source=body["source"],
            columns=_lists(body["columns"]),
            required=tuple(body["required"]),
            dates=tuple(body["dates"]),
            zone=body.get("zone"),
            datum=body["datum"],
            request_type=body.get("request_type", "unknown"),
            id_space=body.get("id_space", ""),
            joined=_lists(body.get("joined", {})),
            categories={fold(name): code for name, code in body.get("categories", {}).items()},
            request_types={
                fold(name): kind for name, kind in body.get("request_types", {}).items()
            },
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FaultyPreset(f"{path.name}: {error}") from error
    _check(preset, path.name)
    return preset


def _check(preset: Preset, file: str) -> None:
    strange = {*preset.columns, *preset.required, *preset.joined} - set(FIELDS)
    unmapped = set(preset.required) - set(preset.columns)
    kinds = {preset.request_type, *preset.request_types.values()} - set(REQUEST_TYPES)
    for problem in (strange, unmapped, kinds):
        if problem:
            raise FaultyPreset(f"{file}: not understood: {', '.join(sorted(problem))}")
    if preset.source not in SOURCES or preset.datum not in DATUMS:
        raise FaultyPreset(f"{file}: unknown source or datum")


def _lists(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in table.items()}
