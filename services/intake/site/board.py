"""What a reader wants of the board or the map, as it stands in the address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from marshmallow import ValidationError

from services.contracts.profile.model import Profile
from services.intake.reports.listing import Box
from services.runtime.web.i18n import gettext, ngettext
from services.runtime.web.paging import read_cursor, write_cursor

PERIODS = (7, 30, 90, 365)
"""Days that a reader may choose."""
FILTERS = ("group", "area", "days")

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """The sort key of the last entry of a page."""

    occurred_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which public reports; None asks for nothing."""

    group: str | None = None
    area: str | None = None
    days: int | None = None
    box: Box | None = None
    after: Seen | None = None
    ignored: bool = False
    """Whether something in the address was not understood, and is left out."""

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as they stand in an address."""
        said = (("group", self.group), ("area", self.area), ("days", self.days))
        return [(name, str(value)) for name, value in said if value is not None]

    @property
    def filtered(self) -> bool:
        return bool(self.pairs())


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    word: str
    address: str


def read_wanted(typed: Typed, profile: Profile) -> Wanted:
    """What an address asks for. What it gets wrong is left out and said, never an error: a link
    that someone shared must open even after codes have changed."""
    given = {name: values[-1].strip() for name, values in typed.items() if values}
    given = {name: value for name, value in given.items() if value}
    group, area = given.get("group"), given.get("area")
    days = next((days for days in PERIODS if given.get("days") == str(days)), None)
    wanted = Wanted(
        group=group if group in profile.groups else None,
        area=area if area in profile.areas else None,
        days=days,
        box=_box(given.get("bbox")),
        after=_seen(given.get("cursor")),
    )
    kept = {*dict(wanted.pairs()), *(["bbox"] if wanted.box else []), *_cursor_name(wanted)}
    ignored = any(name in given and name not in kept for name in (*FILTERS, "bbox", "cursor"))
    return replace(wanted, ignored=ignored)


def address(path: str, wanted: Wanted, after: Seen | None = None) -> str:
    """The address that shows this again."""
    pairs = wanted.pairs()
    if after is not None:
        pairs.append(("cursor", write_cursor([after.occurred_at.isoformat(), after.id])))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def chips(path: str, wanted: Wanted, profile: Profile, language: str) -> Iterator[Chip]:
    """Each filter in force as something that can be taken away."""
    if wanted.group is not None:
        word = profile.groups[wanted.group].name.in_language(language)
        yield Chip(word, address(path, replace(wanted, group=None)))
    if wanted.area is not None:
        word = profile.areas[wanted.area].name.in_language(language)
        yield Chip(word, address(path, replace(wanted, area=None)))
    if wanted.days is not None:
        yield Chip(period_word(wanted.days), address(path, replace(wanted, days=None)))


def period_word(days: int) -> str:
    if days == PERIODS[-1]:
        return gettext("The last 12 months")
    return ngettext("The last %(num)d day", "The last %(num)d days", days)


def _box(text: str | None) -> Box | None:
    try:
        west, south, east, north = (float(part) for part in (text or "").split(","))
    except ValueError:
        return None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return None
    return Box(west=west, south=south, east=east, north=north)


def _seen(cursor: str | None) -> Seen | None:
    try:
        moment, number = read_cursor(cursor or "")
        found = datetime.fromisoformat(str(moment))
        return Seen(found.astimezone(UTC), str(number)) if found.tzinfo else None
    except (ValidationError, ValueError, OverflowError):
        return None


def _cursor_name(wanted: Wanted) -> Sequence[str]:
    return ["cursor"] if wanted.after else []
