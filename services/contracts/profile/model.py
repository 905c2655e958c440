"""What a profile holds, as frozen values. No code outside this package knows how it is stored."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from services.contracts.profile.answer_templates import AnswerTemplate
from services.contracts.profile.course import Course
from services.contracts.profile.crosswalk import Remedy
from services.contracts.profile.dangers import Danger, DangerWord
from services.contracts.profile.indicators import Indicator
from services.contracts.profile.opening_rules import OpeningRule
from services.contracts.profile.outline import Outline
from services.contracts.profile.proposing import Proposing
from services.contracts.profile.retired_types import RetiredType
from services.contracts.profile.service_attributes import ServiceAttribute
from services.contracts.profile.time_limits import TimeLimit
from services.contracts.profile.words import Words as Words
from services.contracts.profile.working_time import WorkingTime

Level = Literal["jurisdiction", "sub_district", "community", "estate"]
LEVELS: tuple[Level, ...] = ("jurisdiction", "sub_district", "community", "estate")
Visibility = Literal["public", "staff"]
VISIBILITIES: tuple[Visibility, ...] = ("public", "staff")
Moderation = Literal["none", "before_publishing"]
MODERATIONS: tuple[Moderation, ...] = ("none", "before_publishing")
Stage = Literal["reserve", "ready", "planned", "building", "accepted", "handed_over"]
STAGES: tuple[Stage, ...] = ("reserve", "ready", "planned", "building", "accepted", "handed_over")
"""States of a project that a gate can stand before, in the order of its life."""
Drafts = Literal["staff", "public"]
DRAFTS: tuple[Drafts, ...] = ("staff", "public")
Kind = Literal["everyday", "health_check"]
KINDS: tuple[Kind, ...] = ("everyday", "health_check")
AnsweredBy = Literal["works", "enforcement", "operation", "enquiry"]
ANSWERED_BY: tuple[AnsweredBy, ...] = ("works", "enforcement", "operation", "enquiry")
"""What ends a problem: renewal or repair, making somebody comply, a service, or an answer."""
Per = Literal["beneficiary", "measure"]
PERS: tuple[Per, ...] = ("beneficiary", "measure")
OTHER = "other"
"""The problem type, and its group, of whatever fits nothing else; every profile has it."""


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
    vulnerable_share: int | None
    """Percent of the people who are old, children or under-served."""
    responsible_unit: str | None
    outline: Outline | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    code: str
    name: Words
    aliases: tuple[str, ...]
    """Former and everyday Chinese names, without `name.zh`."""
    area: str | None
    """The deepest area that holds all of it; none when it leads through several."""
    course: Course | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place that people name instead of an address: a school, a market, a pier."""

    code: str
    name: Words
    aliases: tuple[str, ...]
    area: str | None
    lat: float
    long: float


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
    age_days: int
    """Days for which a report is shown to those who are about to say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A condition that must be met; how many of them are says how mature a project is."""

    code: str
    name: Words
    before: Stage
    """The state that a project cannot enter without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What such works usually cost, in whole yuan, from `low` to `high`."""

    low: int
    high: int
    per: Per
    """One person who gains by it, or one `measure` of the works."""
    measure: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectType:
    code: str
    name: Words
    service_years: int | None
    """Years of continuing operation and upkeep that the works imply; none when it is unknown."""
    serves_groups: tuple[str, ...]
    """Groups of problems that the same works also serve."""
    unit_cost: UnitCost | None
    gates: tuple[str, ...]
    """Conditions for a project of this type, in the order in which they are usually met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    code: str
    name: Words
    question: Words
    """What a resident is asked, in plain words, to see whether this type fits."""
    kind: Kind
    """What residents speak of every day, or a finding of the health check's survey."""
    group: str
    indicator: str | None
    """The indicator of the health check that its cases count towards."""
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
    keywords_en: tuple[str, ...] = ()
    """The same for English texts; each may be of several words."""
    answered_by: AnsweredBy = "works"
    """Only what works answer becomes a project."""


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
    working_time: WorkingTime
    areas: Mapping[str, Area]
    """Parents before children; the first one is the jurisdiction."""
    roads: Mapping[str, Road]
    landmarks: Mapping[str, Landmark]
    responsible_units: Mapping[str, ResponsibleUnit]
    groups: Mapping[str, Group]
    gates: Mapping[str, Gate]
    project_types: Mapping[str, ProjectType]
    indicators: Mapping[str, Indicator]
    problem_types: Mapping[str, ProblemType]
    service_attributes: Mapping[str, tuple[ServiceAttribute, ...]] = field(default_factory=dict)
    """What programs ask besides, by problem type; types that ask nothing are left out."""
    time_limits: Mapping[str, tuple[TimeLimit, ...]] = field(default_factory=dict)
    """By problem type, one for each condition; types without a limit are left out."""
    remedies: Mapping[str, Remedy] = field(default_factory=dict)
    """What renewal does about an indicator; indicators without an answer are left out."""
    external_types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Problem types by the vocabulary of another system and the name it uses."""
    abuse_words: tuple[str, ...] = ()
    """Words for which a person looks at a text before everybody may read it."""
    dangers: Mapping[str, Danger] = field(default_factory=dict)
    """What may cost a life, and whom to call; none where the profile has no such file."""
    danger_words: tuple[DangerWord, ...] = ()
    """Words that speak of a danger."""
    answer_templates: Mapping[str, AnswerTemplate] = field(default_factory=dict)
    """Answers that officers write often; none where the profile has no such file."""
    retired_types: Mapping[str, RetiredType] = field(default_factory=dict)
    """Problem types of old, by the code that reports were filed under."""
    drafts: Drafts = "staff"
    """Who sees projects that the bank proposed and no planner has adopted."""
    opening_rules: tuple[OpeningRule, ...] = ()
    """When a case is opened without an officer, in their order; none opens none."""
    proposing: Proposing = field(default_factory=Proposing)
    """When a need is worth proposing as a project."""
    content_hash: str
    """SHA-256, in hex, of the names and bytes of every file that was read."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def type_words(self, code: str) -> Words:
        """What the problem type is called, also one of old; a code that nobody knows any more is
        called as what fits nothing else. Never the code."""
        known = self.problem_types.get(code) or self.retired_types.get(code)
        return (known or self.problem_types[OTHER]).name

    @property
    def known_types(self) -> Collection[str]:
        """Codes that a report may be filed under, those of old among them."""
        return self.problem_types.keys() | self.retired_types.keys()

    def type_now(self, code: str) -> str | None:
        """The code itself, or of which a code of old is an alias; none for one unknown."""
        if code in self.problem_types:
            return code
        retired = self.retired_types.get(code)
        return retired.problem_type if retired is not None else None

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
