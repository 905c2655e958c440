"""What the page of a report shows, and what its forms offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from services.contracts.profile.model import LEVELS, Profile
from services.intake.cases import store as case_store
from services.intake.cases.api import CaseDesk
from services.intake.cases.opening.dispatching import is_for
from services.intake.cases.supporting import store as support_store
from services.intake.reports import store
from services.intake.reports.in_scope import in_scope
from services.intake.reports.nearby.nearby import Near, proposals
from services.intake.reports.report import Report
from services.intake.reports.store import Change
from services.runtime.identity.access import Scope

MOST_PROPOSED = 20
"""Nearest first; what lies behind them is better found on the map."""
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReportView:
    report: Report
    history: Sequence[Change]
    """Newest first."""
    same: Sequence[Near]
    """What may mean the same."""
    more: int
    """How many of those are not shown."""


def report_view(desk: CaseDesk, number: str, scope: Scope) -> ReportView | None:
    """None when there is no such report within the scope; an erased one is not there either."""

    def read(conn: Connection) -> ReportView | None:
        kept = store.by_id(conn, number.upper())
        if kept is None or kept.report.erased or not in_scope(kept.report, scope):
            return None
        if not (is_for(desk.profile, kept.report, scope.units) or _lies_with(conn, kept, scope)):
            return None
        near = proposals(conn, kept.report)
        history = list(reversed(store.history(conn, kept.report.id)))
        shown = near[:MOST_PROPOSED]
        return ReportView(kept.report, history, shown, len(near) - len(shown))

    return desk.database.read(read)


def _lies_with(conn: Connection, kept: store.Kept, scope: Scope) -> bool:
    """Whether its case lies with one of the units of the scope, or one of them supports it."""
    case = case_store.by_id(conn, kept.report.case) if kept.report.case else None
    if case is None:
        return False
    asked = {each.unit for each in support_store.of_case(conn, case.id)}
    return scope.holds_unit(case.unit) or not asked.isdisjoint(scope.units)


def kind_choices(profile: Profile, language: str) -> Sequence[tuple[str, Choices]]:
    """Every problem type under the name of its group."""
    grouped: dict[str, list[tuple[str, str]]] = {code: [] for code in profile.groups}
    for kind in profile.problem_types.values():
        grouped[kind.group].append((kind.code, kind.name.in_language(language)))
    return [
        (profile.groups[code].name.in_language(language), kinds)
        for code, kinds in grouped.items()
        if kinds
    ]


def area_choices(profile: Profile, language: str) -> Choices:
    """Every area, each under the one it lies in, set in by its depth."""
    ordered = sorted(profile.areas.values(), key=lambda area: profile.area_path(area.code))
    return [
        (area.code, "\u3000" * LEVELS.index(area.level) + area.name.in_language(language))
        for area in ordered
    ]


def typed_first(report: Report) -> Mapping[str, Any]:
    """What the forms hold before anybody typed: what is on record."""
    place = report.place
    return {
        "category": report.category.code,
        "area": place.area or "",
        "lat": "" if place.lat is None else f"{place.lat:.6f}",
        "long": "" if place.long is None else f"{place.long:.6f}",
        "datum": "wgs84",
        "why": "",
    }


def days_apart(report: Report, other: datetime) -> int:
    return abs((report.occurred_at - other).days)
