"""The filters of the statistics page as they stand in its address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from services.contracts.profile.model import Profile
from services.intake.figures.asked import Asked
from services.intake.figures.words import area_name, group_name, unit_name
from services.runtime.web.i18n import gettext

_DAYS = ("since", "until")
_CODES = ("area", "unit", "group")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    word: str
    address: str


def read_asked(typed: Mapping[str, str]) -> tuple[Asked, dict[str, str]]:
    """What is asked for, and the names of days that are none, each with the rule "day"."""
    said = {name: typed.get(name, "").strip() or None for name in (*_DAYS, *_CODES)}
    days = {name: _day(said[name]) for name in _DAYS}
    unread = {name: "day" for name in _DAYS if said[name] is not None and days[name] is None}
    asked = Asked(
        since=days["since"],
        until=days["until"],
        area=said["area"],
        unit=said["unit"],
        group=said["group"],
    )
    return asked, unread


def address(path: str, asked: Asked) -> str:
    """The address that asks for this again."""
    said = [(name, getattr(asked, name)) for name in (*_DAYS, *_CODES)]
    pairs = [(name, str(value)) for name, value in said if value is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def chips(path: str, asked: Asked, profile: Profile) -> Iterator[Chip]:
    """Each filter in force as something that can be taken away."""
    if asked.since is not None:
        word = gettext("from %(day)s", day=asked.since.isoformat())
        yield Chip(word, address(path, replace(asked, since=None)))
    if asked.until is not None:
        word = gettext("until %(day)s", day=asked.until.isoformat())
        yield Chip(word, address(path, replace(asked, until=None)))
    if asked.area is not None:
        yield Chip(area_name(profile, asked.area), address(path, replace(asked, area=None)))
    if asked.unit is not None:
        yield Chip(unit_name(profile, asked.unit), address(path, replace(asked, unit=None)))
    if asked.group is not None:
        yield Chip(group_name(profile, asked.group), address(path, replace(asked, group=None)))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        return None
