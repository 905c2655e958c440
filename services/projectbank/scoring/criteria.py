"""Criteria sets: versioned data with weights and fixed anchors.

Fixed anchors mean that editing one project never moves another. A published set stays as it is,
so that scores frozen under it can be computed again; a change is a new file with a new version.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal

Scale = Literal["linear", "logarithmic"]
WHOLE = 100
"""What the weights of a set add up to."""
_BUNDLED = ("criteria_v1.toml",)


class WrongCriteria(Exception):
    """A criteria set breaks a rule of its format."""


class UnknownCriteria(Exception):
    """Something was scored by a set that is no longer here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """`zero` and `hundred` are the evidence that is worth 0 and 100 points."""

    code: str
    name_zh: str
    name_en: str
    weight: int
    scale: Scale
    zero: int
    hundred: int
    measure_zh: str = ""
    measure_en: str = ""
    """What `zero` and `hundred` are counted in."""
    rated: bool = False
    """Whether an expert's rating stands where nothing was measured."""
    parameters: Mapping[str, int] = field(default_factory=dict)
    """How evidence is gathered: half-lives, distances, floors."""

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_zh

    def measure(self, language: str) -> str:
        return self.measure_en if language.startswith("en") else self.measure_zh


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaSet:
    version: str
    criteria: tuple[Criterion, ...]
    critical_severity: int = 4
    """Confirmed severity from which a project is not weighed against anything."""

    def named(self, code: str) -> Criterion | None:
        return next((one for one in self.criteria if one.code == code), None)

    def parameter(self, code: str, name: str, otherwise: int) -> int:
        """How evidence for a criterion is gathered."""
        criterion = self.named(code)
        return criterion.parameters.get(name, otherwise) if criterion is not None else otherwise


class CriteriaSets:
    """Every set that something may have been scored by; the last one is in force."""

    def __init__(self, sets: Iterable[CriteriaSet]) -> None:
        self._sets = {one.version: one for one in sets}
        if not self._sets:
            raise WrongCriteria("there is no criteria set")

    @property
    def current(self) -> CriteriaSet:
        return list(self._sets.values())[-1]

    def version(self, version: str) -> CriteriaSet:
        """The set of a version. Raises UnknownCriteria."""
        if version not in self._sets:
            raise UnknownCriteria(version)
        return self._sets[version]

    def all(self) -> tuple[CriteriaSet, ...]:
        return tuple(self._sets.values())


def bundled_sets() -> CriteriaSets:
    """The sets of this release, oldest first."""
    return CriteriaSets(_bundled(name) for name in _BUNDLED)


def read_criteria(data: Mapping[str, Any]) -> CriteriaSet:
    """A set from its data. Raises WrongCriteria."""
    criteria = tuple(Criterion(**row) for row in data["criterion"])
    codes = [criterion.code for criterion in criteria]
    if len(set(codes)) != len(codes):
        raise WrongCriteria("a criterion is named twice")
    if sum(criterion.weight for criterion in criteria) != WHOLE:
        raise WrongCriteria(f"the weights do not add up to {WHOLE}")
    for criterion in criteria:
        if criterion.zero == criterion.hundred:
            raise WrongCriteria(f"{criterion.code}: both anchors are the same")
        if criterion.scale == "logarithmic" and min(criterion.zero, criterion.hundred) < 0:
            raise WrongCriteria(f"{criterion.code}: a logarithmic scale has no negative anchors")
    return CriteriaSet(
        version=data["version"],
        criteria=criteria,
        critical_severity=data.get("critical_severity", 4),
    )


def _bundled(name: str) -> CriteriaSet:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return read_criteria(tomllib.loads(text))
