"""Which reports somebody works on: by area, and by what lies with a unit or may be for it."""

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases import store
from services.intake.cases.opening.dispatching import is_for
from services.intake.cases.supporting import store as support_store
from services.intake.reports.in_scope import WorksOn, in_scope
from services.intake.reports.report import Report
from services.runtime.identity.access import Scope


def works_on(profile: Profile) -> WorksOn:
    """By the dispatch rules of a profile; no statement for who works for every unit."""

    def mine(conn: Connection, report: Report, scope: Scope) -> bool:
        if not in_scope(report, scope):
            return False
        return is_for(profile, report, scope.units) or _lies_with(conn, report, scope)

    return mine


def _lies_with(conn: Connection, report: Report, scope: Scope) -> bool:
    """Whether its case lies with one of the units of the scope, or one of them supports it."""
    case = store.by_id(conn, report.case) if report.case else None
    if case is None:
        return False
    asked = {each.unit for each in support_store.of_case(conn, case.id)}
    return scope.holds_unit(case.unit) or not asked.isdisjoint(scope.units)
