"""Which cases somebody works on: by area, by unit, and what has no area yet."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_

from services.intake.cases.case.case import Case
from services.intake.cases.case.tables import cases
from services.intake.reports.in_scope import lies_in_scope
from services.runtime.identity.access import Scope


def within(case: Case, scope: Scope) -> bool:
    """Whether somebody with this scope works on such a case.

    Who works for a unit sees what lies with that unit; who works for areas, what lies there, and
    what has no area: it comes from the inbox, where it is everybody's. What was passed up the unit
    above sees, too.
    """
    here = lies_in_scope(case.area_path, scope)
    passed_up = case.escalated is not None and scope.holds_unit(case.escalated)
    return here and (scope.holds_unit(case.unit) or passed_up)


def lying_in(areas: Sequence[str], *, unplaced: bool) -> ColumnElement[bool]:
    """The case lies in one of these areas; or it has none, and those are wanted, too."""
    inside = cases.c.area.in_(areas)
    return or_(inside, cases.c.area.is_(None)) if unplaced else inside
