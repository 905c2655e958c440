"""Which unit a case goes to, and by which rule: explainable, and counted when it was wrong."""

from collections.abc import Collection
from dataclasses import dataclass

from services.contracts.profile.model import Profile
from services.intake.reports.report import Report


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit and why: the rule's name is kept with the case and with every send-back."""

    unit: str
    rule: str
    """"category:street_lamp" or "area:yunqiao"."""


def proposals(profile: Profile, category: str, area: str | None) -> list[Proposal]:
    """The units that rules name, the likeliest first; a person may always name another.

    A problem type's own unit comes first, then the offices of the area, the nearest one first.
    """
    found: dict[str, Proposal] = {}
    kind = profile.problem_types.get(category)
    if kind is not None:
        found[kind.responsible_unit] = Proposal(kind.responsible_unit, f"category:{category}")
    for code in reversed(profile.area_path(area)):
        unit = profile.areas[code].responsible_unit
        if unit is not None:
            found.setdefault(unit, Proposal(unit, f"area:{code}"))
    return list(found.values())


def rule_naming(profile: Profile, category: str, area: str | None, unit: str) -> str | None:
    """The rule that names this unit for such a case; none when a person knew better."""
    named = (item.rule for item in proposals(profile, category, area) if item.unit == unit)
    return next(named, None)


def is_for(profile: Profile, report: Report, units: Collection[str]) -> bool:
    """Whether a rule names one of these units for a report; without units it is for anybody."""
    named = proposals(profile, report.category.code, report.place.area)
    return not units or any(each.unit in units for each in named)
