"""What the profile knows that a score needs. A small frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.contracts.profile.model import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """One project type."""

    service_years: int | None = None
    serves_groups: frozenset[str] = frozenset()
    gates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    works: Mapping[str, Works] = field(default_factory=dict)
    vulnerable: Mapping[str, int] = field(default_factory=dict)
    """Percent per area, where it is known."""
    estates: frozenset[str] = frozenset()
    time_limited: frozenset[str] = frozenset()
    """Problem types that must be put right within a limit."""
    severities: Mapping[str, int] = field(default_factory=dict)
    """Of problem types, whatever a message says of itself."""

    def works_of(self, project_type: str) -> Works:
        return self.works.get(project_type, Works())


def background_of(profile: Profile) -> Background:
    """The scores' part of a profile."""
    return Background(
        works={
            code: Works(
                service_years=kind.service_years,
                serves_groups=frozenset(kind.serves_groups),
                gates=tuple(kind.gates),
            )
            for code, kind in profile.project_types.items()
        },
        vulnerable={
            code: area.vulnerable_share
            for code, area in profile.areas.items()
            if area.vulnerable_share is not None
        },
        estates=frozenset(code for code, area in profile.areas.items() if area.level == "estate"),
        severities={code: problem.severity for code, problem in profile.problem_types.items()},
        time_limited=frozenset(
            code for code, problem in profile.problem_types.items() if problem.time_limited
        ),
    )
