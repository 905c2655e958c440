"""Reading a profile's folder, all of it or none, and naming every fault of one."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from services.contracts.profile.abuse_words import read_abuse_words
from services.contracts.profile.answer_templates import read_answers
from services.contracts.profile.crosswalk import read_crosswalk
from services.contracts.profile.dangers import read_danger_words, read_dangers
from services.contracts.profile.external_types import read_external_types
from services.contracts.profile.geometry import read_courses, read_outlines
from services.contracts.profile.indicator_tables import read_indicators
from services.contracts.profile.line import Fault, Findings
from services.contracts.profile.model import (
    DRAFTS,
    Area,
    Drafts,
    Hotline,
    Profile,
    ResponsibleUnit,
    Road,
)
from services.contracts.profile.opening_rules import read_opening_rules
from services.contracts.profile.place_tables import read_areas, read_landmarks, read_roads
from services.contracts.profile.proposing import read_proposing
from services.contracts.profile.retired_types import read_retired_types
from services.contracts.profile.service_attributes import read_service_attributes
from services.contracts.profile.tables import (
    Named,
    check_limits,
    read_gates,
    read_groups,
    read_problem_types,
    read_project_types,
    read_units,
)
from services.contracts.profile.time_limits import read_time_limits
from services.contracts.profile.words import Words
from services.contracts.profile.working_time import read_working_time
from services.contracts.zones import is_zone

DEMONSTRATION = Path(__file__).parent / "demonstration"
"""The bundled profile: a district that does not exist."""
VOCABULARY = Path(__file__).parent / "vocabulary"
"""The head of a profile that knows no place."""
DEMONSTRATION_MARK = "demonstration"
"""The file of a home that says that it holds the demonstration."""
LANGUAGES = ("zh", "en")
FILES = (
    "profile.toml",
    "areas.csv",
    "areas.geojson",
    "roads.csv",
    "roads.geojson",
    "landmarks.csv",
    "responsible_units.csv",
    "groups.csv",
    "gates.csv",
    "project_types.csv",
    "indicators.csv",
    "benchmarks.csv",
    "problem_types.csv",
    "time_limits.csv",
    "crosswalk.csv",
    "external_types.csv",
    "retired_types.csv",
    "service_attributes.csv",
    "calendar.csv",
    "answers.csv",
    "abuse_words.csv",
    "opening_rules.csv",
    "dangers.csv",
    "danger_words.csv",
)
OPTIONAL = (
    "retired_types.csv",
    "areas.geojson",
    "roads.geojson",
    "service_attributes.csv",
    "abuse_words.csv",
    "answers.csv",
    "opening_rules.csv",
    "dangers.csv",
    "danger_words.csv",
)
"""Files that a profile may leave out."""


class FaultyProfile(Exception):
    """The folder is no profile that a service could run with; `faults` names every reason."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


def load_profile(directory: Path | None = None) -> Profile:
    """The profile of a folder; without one, the demonstration's. Raises FaultyProfile."""
    findings = Findings()
    profile = _read(directory or DEMONSTRATION, findings)
    if findings.faults:
        raise FaultyProfile(findings.faults)
    return profile


def profile_of(home: Path, directory: Path | None) -> Profile:
    """The profile that a home is run by: its own, the demonstration's where it holds that, else
    the vocabulary alone, so that no invented place is matched into real data.

    Raises FaultyProfile.
    """
    if directory is not None or (home / DEMONSTRATION_MARK).exists():
        return load_profile(directory)
    return load_vocabulary()


def load_vocabulary() -> Profile:
    """Types, units, limits and indicators without a single place."""
    whole, findings = load_profile(), Findings()
    head = _Head(_toml(VOCABULARY / "profile.toml", findings), findings)
    if findings.faults:
        raise FaultyProfile(findings.faults)
    own = (VOCABULARY / "profile.toml").read_bytes()
    digest = hashlib.sha256(whole.content_hash.encode() + own)
    return replace(
        whole,
        code=head.text("code"),
        name=head.words("name"),
        fictional=False,
        hotline=head.hotline(),
        areas={},
        roads={},
        landmarks={},
        responsible_units=without_places(whole),
        content_hash=digest.hexdigest(),
    )


def without_places(profile: Profile) -> dict[str, ResponsibleUnit]:
    """The units that are not the office of one area."""
    offices = {area.responsible_unit for area in profile.areas.values()}
    kept = {kind.responsible_unit for kind in profile.problem_types.values()}
    return {
        code: unit
        for code, unit in profile.responsible_units.items()
        if code in kept or code not in offices
    }


def check_profile(directory: Path) -> list[Fault]:
    """Every fault of the folder, file by file; empty when load_profile would take it."""
    return inspect_profile(directory).faults


def inspect_profile(directory: Path) -> Findings:
    """The faults of the folder, and what is no fault yet worth a warning."""
    findings = Findings()
    _read(directory, findings)
    return findings


def _read(directory: Path, findings: Findings) -> Profile:
    head = _Head(_toml(directory / "profile.toml", findings), findings)
    outlines = read_outlines(directory / "areas.geojson", findings)
    units = read_units(directory, findings)
    areas = read_areas(directory, outlines, units, findings)
    for code in sorted(outlines.keys() - areas.keys()):
        findings.add("areas.geojson", None, "unknown_code", f"{code} is no area")
    roads = _roads(directory, areas, findings)
    groups = read_groups(directory, findings)
    gates = read_gates(directory, findings)
    project_types = read_project_types(directory, groups, gates, findings)
    indicators = read_indicators(directory, findings)
    named = Named(groups=groups, units=units, project_types=project_types, indicators=indicators)
    problem_types = read_problem_types(directory, named, findings)
    dangers = read_dangers(directory, findings)
    limits = read_time_limits(directory, problem_types, findings)
    check_limits(problem_types, limits, findings)
    return Profile(
        code=head.text("code"),
        name=head.words("name"),
        fictional=head.values.get("fictional") is True,
        languages=head.languages(),
        drafts=head.drafts(),
        retired_types=read_retired_types(directory, problem_types, findings),
        timezone=head.timezone(),
        hotline=head.hotline(),
        working_time=read_working_time(directory, head.values, findings),
        areas=areas,
        roads=roads,
        landmarks=read_landmarks(directory, areas, findings),
        responsible_units=units,
        groups=groups,
        gates=gates,
        project_types=project_types,
        indicators=indicators,
        problem_types=problem_types,
        service_attributes=read_service_attributes(directory, problem_types, dangers, findings),
        time_limits=limits,
        remedies=read_crosswalk(directory, indicators, project_types, findings),
        external_types=read_external_types(directory, problem_types, findings),
        abuse_words=read_abuse_words(directory, findings),
        opening_rules=read_opening_rules(directory, problem_types, groups, findings),
        answer_templates=read_answers(directory, groups, findings),
        proposing=read_proposing(head.values, findings),
        dangers=dangers,
        danger_words=read_danger_words(directory, dangers, findings),
        content_hash=content_hash(directory),
    )


def _roads(directory: Path, areas: Mapping[str, Area], findings: Findings) -> dict[str, Road]:
    courses = read_courses(directory / "roads.geojson", findings)
    roads = read_roads(directory, courses, areas, findings)
    for code in sorted(courses.keys() - roads.keys()):
        findings.add("roads.geojson", None, "unknown_code", f"{code} is no road")
    return roads


def content_hash(directory: Path) -> str:
    """SHA-256 over the files of a profile; the same on every machine for the same content."""
    digest = hashlib.sha256()
    for name in FILES:
        path = directory / name
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def _toml(path: Path, findings: Findings) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        findings.add(path.name, None, "missing_file", "the profile needs this file")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        findings.add(path.name, None, "unreadable", f"not TOML in UTF-8: {error}")
    return {}


class _Head:
    """profile.toml, member by member; a file that could not be read is one fault, not ten."""

    def __init__(self, values: Mapping[str, Any], findings: Findings) -> None:
        self.values = values
        self._findings = findings

    def text(self, path: str) -> str:
        value: Any = self.values
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._fault("missing", f"{path} must be a text")
        return ""

    def words(self, path: str) -> Words:
        return Words(self.text(f"{path}.zh"), self.text(f"{path}.en"))

    def hotline(self) -> Hotline:
        return Hotline(
            name=self.words("hotline.name"),
            phone=self.text("hotline.phone"),
            hours=self.words("hotline.hours"),
        )

    def languages(self) -> tuple[str, ...]:
        value = self.values.get("languages")
        if isinstance(value, list) and value and all(item in LANGUAGES for item in value):
            return tuple(dict.fromkeys(value))
        self._fault("not_one_of", f"languages must list some of {', '.join(LANGUAGES)}")
        return LANGUAGES

    def drafts(self) -> Drafts:
        value = self.values.get("drafts", DRAFTS[0])
        for known in DRAFTS:
            if value == known:
                return known
        self._fault("not_one_of", f"drafts must be one of {', '.join(DRAFTS)}")
        return DRAFTS[0]

    def timezone(self) -> str:
        name = self.text("timezone")
        if name and not is_zone(name):
            self._fault("unknown_code", f"timezone: {name} is no IANA time zone")
        return name

    def _fault(self, rule: str, detail: str) -> None:
        if self.values:
            self._findings.add("profile.toml", None, rule, detail)
