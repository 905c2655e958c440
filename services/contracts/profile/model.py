"""What a profile holds, as frozen values. No code outside this package knows how it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from services.contracts.profile.outline import Outline

Level = Literal["jurisdiction", "sub_district", "community", "estate"]
LEVELS: tuple[Level, ...] = ("jurisdiction", "sub_district", "community", "estate")
Visibility = Literal["public", "staff"]
VISIBILITIES: tuple[Visibility, ...] = ("public", "staff")
Moderation = Literal["none", "before_publishing"]
MODERATIONS: tuple[Moderation, ...] = ("none", "before_publishing")
OTHER = "other"
"""The problem type, and its group, of whatever fits nothing else; every profile has it."""


@dataclass(frozen=True, slots=True)
class Words:
    """One wording in simplified Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The wording for a language tag; Chinese for any tag that is not English."""
        return self.en if language.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Hotline:
    """Whom a resident may call instead; shown on pages, never called by a program."""

    name: Words
    phone: str
    hours: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place of the tree. `outline` is WGS-84; an area without one is found by code or name."""

    code: str
    name: Words
    level: Level
    parent: str | None
    aliases: tuple[str, ...]
    """Former and everyday Chinese names, without `name.zh`."""
    population: int | None
    responsible_unit: str | None
    outline: Outline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibleUnit:
    code: str
    name: Words
    parent: str | None
    task: Words
    """What it is responsible for, in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A broad category; reports of one group may describe one need."""

    code: str
    name: Words
    radius: int
    """Metres within which two reports of this group may mean one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectType:
    code: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    code: str
    name: Words
    question: Words
    """What a resident is asked, in plain words, to see whether this type fits."""
    group: str
    severity: int
    """1 (nuisance) to 4 (danger to life)."""
    time_limited: bool
    """Whether it is put right within a limit (限时解决) and not when means allow."""
    responsible_unit: str
    project_type: str | None
    """The kind of project that can end it; none when it stays a case."""
    visibility: Visibility
    moderation: Moderation
    keywords: tuple[str, ...]
    """Words that point at this type; "a+b" asks for both parts in one text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One jurisdiction. Every code that one part names is a key of the part it names."""

    code: str
    name: Words
    fictional: bool
    languages: tuple[str, ...]
    """Language tags of the pages, the default one first."""
    timezone: str
    hotline: Hotline
    areas: Mapping[str, Area]
    """Parents before children; the first one is the jurisdiction."""
    responsible_units: Mapping[str, ResponsibleUnit]
    groups: Mapping[str, Group]
    project_types: Mapping[str, ProjectType]
    problem_types: Mapping[str, ProblemType]
    content_hash: str
    """SHA-256, in hex, of the names and bytes of every file that was read."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def group_of(self, problem_type: str) -> Group:
        """The group of a problem type. Raises KeyError for a code that the profile lacks."""
        return self.groups[self.problem_types[problem_type].group]

    def area_path(self, area: str | None) -> tuple[str, ...]:
        """Codes from the jurisdiction down to `area`; empty for none or an unknown code."""
        path: list[str] = []
        found = self.areas.get(area) if area is not None else None
        while found is not None:
            path.append(found.code)
            found = self.areas.get(found.parent) if found.parent is not None else None
        return tuple(reversed(path))

    def area_at(self, lat: float, long: float) -> Area | None:
        """The deepest area whose outline contains a WGS-84 point; none outside all of them."""
        holding = (
            area
            for area in self.areas.values()
            if area.outline is not None and area.outline.contains(lat, long)
        )
        return max(holding, key=lambda area: LEVELS.index(area.level), default=None)
