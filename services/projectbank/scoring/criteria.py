"""Criteria sets: versioned data with weights and fixed anchors.

Fixed anchors mean that editing one project never moves another.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

Scale = Literal["linear", "logarithmic"]
WHOLE = 100
"""What the weights of a set add up to."""


class WrongCriteria(Exception):
    """A criteria set breaks a rule of its format."""


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


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    version: str
    criteria: tuple[Criterion, ...]

    def named(self, code: str) -> Criterion:
        return next(criterion for criterion in self.criteria if criterion.code == code)


def first_set() -> CriteriaSet:
    """The bundled set, version 1."""
    text = files(__package__).joinpath("criteria_v1.toml").read_text(encoding="utf-8")
    return read_criteria(tomllib.loads(text))


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
    return CriteriaSet(data["version"], criteria)
