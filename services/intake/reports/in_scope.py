"""Which reports somebody of the staff works on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection

from services.intake.reports.report import Report
from services.runtime.identity.access import EVERYWHERE, Scope

WorksOn = Callable[[Connection, Sequence[Report], Scope], set[str]]
"""The numbers of those of some reports that somebody with this scope works on."""
RowsOf = Callable[[Scope], "ColumnElement[bool] | None"]
"""On a row of reports: that it is for a unit of the scope; none for who works for all units."""


def in_scope(report: Report, scope: Scope) -> bool:
    """Whether it lies in the areas that somebody works for."""
    return lies_in_scope(report.place.area_path, scope)


def lies_in_scope(area_path: Sequence[str], scope: Scope) -> bool:
    """Whether a place lies in the areas that somebody works for; one of no area is everybody's."""
    return not area_path or scope.holds_area(area_path)


def of_any_unit(_: Scope) -> None:
    """Where nothing is known of units."""


def by_area(_: Connection, found: Sequence[Report], scope: Scope) -> set[str]:
    """Where nothing is known of units."""
    return {report.id for report in found if in_scope(report, scope)}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody of the staff reaches: what they work for, and the rule that tells."""

    scope: Scope = EVERYWHERE
    works_on: WorksOn = by_area

    @property
    def ends(self) -> bool:
        """Whether anything lies outside of it."""
        return self.scope != EVERYWHERE

    def holds(self, conn: Connection, report: Report) -> bool:
        return bool(self.works_on(conn, [report], self.scope))


WITHOUT_END = Reach()
