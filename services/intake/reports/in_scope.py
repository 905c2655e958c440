"""Which reports somebody of the staff works on."""

from services.intake.reports.report import Report
from services.runtime.identity.access import Scope


def in_scope(report: Report, scope: Scope) -> bool:
    """Whether it lies in the areas that somebody works for; what has no area is everybody's."""
    return not report.place.area_path or scope.holds_area(report.place.area_path)
