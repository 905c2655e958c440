"""What somebody of the staff works on: needs and projects of their areas and units.

One rule, asked of a row that was read and put into queries. It is intake's: a thing is somebody's
when it lies in their areas, or in none, and the unit that answers its kind of problem, or that an
area on its path has, is one of theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Text, and_, or_, type_coerce

from services.contracts.profile.model import Profile
from services.projectbank.places import lies_in_area
from services.runtime.identity.access import Actor

_NOWHERE = "[]"


class Placed(Protocol):
    """A need or a project."""

    @property
    def area_path(self) -> tuple[str, ...]: ...

    @property
    def category(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reach:
    areas: tuple[str, ...] = ()
    """None named means all."""
    by_unit: bool = False
    """Whether it is held to some units: those that answer these kinds of problem, in any area,
    and whatever lies in these areas."""
    categories: frozenset[str] = frozenset()
    areas_of_units: frozenset[str] = frozenset()

    @property
    def ends(self) -> bool:
        """Whether anything lies outside of it."""
        return bool(self.areas) or self.by_unit

    def holds(self, thing: Placed) -> bool:
        path = set(thing.area_path)
        if self.areas and path and path.isdisjoint(self.areas):
            return False
        if not self.by_unit:
            return True
        return thing.category in self.categories or not path.isdisjoint(self.areas_of_units)

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """What a row of the table of needs, or of projects, must fulfil."""
        path, found = table.c.area_path, []
        if self.areas:
            nowhere = type_coerce(path, Text) == _NOWHERE
            found.append(or_(nowhere, *(lies_in_area(path, area) for area in self.areas)))
        if self.by_unit:
            found.append(
                or_(
                    table.c.category.in_(sorted(self.categories)),
                    *(lies_in_area(path, area) for area in sorted(self.areas_of_units)),
                )
            )
        return [and_(*found)] if found else []


EVERYTHING = Reach()


@dataclass(frozen=True, slots=True)
class Reaching:
    """How far callers reach, by what a profile says of units."""

    unit_of_category: Mapping[str, str] = field(default_factory=dict)
    unit_of_area: Mapping[str, str] = field(default_factory=dict)

    def of(self, who: Actor) -> Reach:
        areas, units = who.scope.areas, who.scope.units
        if not areas and not units:
            return EVERYTHING
        return Reach(
            areas,
            bool(units),
            frozenset(_of(self.unit_of_category, units)),
            frozenset(_of(self.unit_of_area, units)),
        )


def reaching_of(profile: Profile) -> Reaching:
    return Reaching(
        {code: kind.responsible_unit for code, kind in profile.problem_types.items()},
        {
            code: area.responsible_unit
            for code, area in profile.areas.items()
            if area.responsible_unit
        },
    )


def _of(unit_of: Mapping[str, str], units: Sequence[str]) -> list[str]:
    return [code for code, unit in unit_of.items() if unit in units]
