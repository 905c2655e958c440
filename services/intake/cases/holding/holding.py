"""Who may have a case, and who stands in for whom. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.intake.cases.case.case import Case
from services.intake.reports.in_scope import lies_in_scope
from services.runtime.identity.access import Scope


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can sign in and work on cases."""

    name: str
    """As the history of cases writes it."""
    scope: Scope

    def may_have(self, case: Case) -> bool:
        """Whether the case lies within what this colleague works for, or has no area."""
        return lies_in_scope(case.area_path, self.scope) and self.scope.holds_unit(case.unit)

    def may_stand_in_for(self, away: "Colleague", path_of: Callable[[str], Sequence[str]]) -> bool:
        """Whether this colleague works for everything that the other one works for."""
        mine, other = self.scope, away.scope
        units = set(other.units) <= set(mine.units) and bool(other.units)
        areas = all(mine.holds_area((area, *path_of(area))) for area in other.areas)
        return (
            self.name != away.name
            and (units or not mine.units)
            and ((areas and bool(other.areas)) or not mine.areas)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Somebody is away, both days included; the deputy sees their cases as own ones."""

    who: str
    first_day: date
    last_day: date
    deputy: str

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def held(case: Case, holder: str | None, now: datetime) -> Case:
    """The next version of the case, in the hands of `holder`; of nobody when none is named."""
    return replace(case, version=case.version + 1, assignee=holder, changed_at=now)


def names_of(who: str, absences: Iterable[Absence], day: date) -> tuple[str, ...]:
    """The person and all for whom they stand in on a day."""
    others = (each.who for each in absences if each.deputy == who and each.covers(day))
    return (who, *sorted(others))


def deputy_of(who: str | None, absences: Iterable[Absence], day: date) -> Absence | None:
    """The absence of somebody who is away on a day."""
    return next((each for each in absences if each.who == who and each.covers(day)), None)
