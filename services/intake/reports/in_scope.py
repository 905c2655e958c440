"""Which reports somebody of the staff works on."""

from collections.abc import Callable

from sqlalchemy import Connection

from services.intake.reports.report import Report
from services.runtime.identity.access import Scope

WorksOn = Callable[[Connection, Report, Scope], bool]
"""Whether somebody with this scope works on a report."""


def in_scope(report: Report, scope: Scope) -> bool:
    """Whether it lies in the areas that somebody works for; what has no area is everybody's."""
    return not report.place.area_path or scope.holds_area(report.place.area_path)


def by_area(_: Connection, report: Report, scope: Scope) -> bool:
    """Where nothing is known of units."""
    return in_scope(report, scope)
