"""Which reports somebody of the staff works on."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from services.intake.reports.report import Report
from services.runtime.identity.access import Scope

WorksOn = Callable[[Connection, Report, Scope], bool]
"""Whether somebody with this scope works on a report."""


def in_scope(report: Report, scope: Scope) -> bool:
    """Whether it lies in the areas that somebody works for."""
    return lies_in_scope(report.place.area_path, scope)


def lies_in_scope(area_path: Sequence[str], scope: Scope) -> bool:
    """Whether a place lies in the areas that somebody works for; one of no area is everybody's."""
    return not area_path or scope.holds_area(area_path)


def by_area(_: Connection, report: Report, scope: Scope) -> bool:
    """Where nothing is known of units."""
    return in_scope(report, scope)
