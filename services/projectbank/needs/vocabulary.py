"""What the bank knows of the profile: names, groups, project types. A small frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from services.contracts.profile.model import OTHER, AnsweredBy, Drafts, Profile
from services.contracts.profile.proposing import Proposing


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemKind:
    """One problem type."""

    name: str
    group: str
    severity: int
    time_limited: bool = False
    project_type: str | None = None
    answered_by: AnsweredBy = "works"
    responsible_unit: str | None = None
    indicator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Names are in the profile's first language, which titles are written in."""

    problems: Mapping[str, ProblemKind]
    radius: Mapping[str, int] = field(default_factory=dict)
    """Metres per group."""
    areas: Mapping[str, str] = field(default_factory=dict)
    area_paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    estates: frozenset[str] = frozenset()
    """Areas small enough that needs inside one are one place."""
    project_types: Mapping[str, str] = field(default_factory=dict)
    drafts: Drafts = "staff"
    proposing: Proposing = field(default_factory=Proposing)
    zone: tzinfo = UTC
    """Whose days are counted."""

    def name_of(self, category: str) -> str:
        problem = self.problems.get(category)
        return problem.name if problem is not None else self._other

    def project_type_of(self, category: str) -> str | None:
        """None, too, for what no works answer: that stays a need."""
        problem = self.problems.get(category)
        if problem is None or problem.answered_by != "works":
            return None
        return problem.project_type

    def answered_by(self, category: str) -> AnsweredBy:
        """An unknown problem may be anything, and is looked at by a person."""
        problem = self.problems.get(category)
        return problem.answered_by if problem is not None else "works"

    def unit_of(self, category: str) -> str | None:
        problem = self.problems.get(category)
        return problem.responsible_unit if problem is not None else None

    def group_of(self, category: str) -> str:
        problem = self.problems.get(category)
        return problem.group if problem is not None else OTHER

    def indicator_of(self, category: str) -> str | None:
        """The indicator of the health check that the problem counts towards."""
        problem = self.problems.get(category)
        return problem.indicator if problem is not None else None

    def is_time_limited(self, category: str) -> bool:
        problem = self.problems.get(category)
        return problem is not None and problem.time_limited

    @property
    def _other(self) -> str:
        problem = self.problems.get(OTHER)
        return problem.name if problem is not None else "其他问题"


def vocabulary_of(profile: Profile) -> Vocabulary:
    """The bank's part of a profile."""
    language = profile.languages[0]
    return Vocabulary(
        problems={
            code: ProblemKind(
                name=problem.name.in_language(language),
                group=problem.group,
                severity=problem.severity,
                time_limited=problem.time_limited,
                project_type=problem.project_type,
                answered_by=problem.answered_by,
                responsible_unit=problem.responsible_unit,
                indicator=problem.indicator,
            )
            for code, problem in profile.problem_types.items()
        },
        radius={code: group.radius for code, group in profile.groups.items()},
        areas={code: area.name.in_language(language) for code, area in profile.areas.items()},
        estates=frozenset(code for code, area in profile.areas.items() if area.level == "estate"),
        area_paths={code: profile.area_path(code) for code in profile.areas},
        project_types={
            code: kind.name.in_language(language) for code, kind in profile.project_types.items()
        },
        drafts=profile.drafts,
        proposing=profile.proposing,
        zone=profile.zone,
    )
