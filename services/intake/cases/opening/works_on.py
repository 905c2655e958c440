"""Which reports somebody works on: by area, and by what lies with a unit or may be for it."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, exists, or_, select

from services.contracts.profile.model import Profile
from services.intake.cases.opening.dispatching import is_for
from services.intake.cases.supporting.tables import case_supports
from services.intake.cases.tables import cases
from services.intake.reports.in_scope import WorksOn, in_scope
from services.intake.reports.report import Report
from services.runtime.identity.access import Scope


def works_on(profile: Profile) -> WorksOn:
    """By the dispatch rules of a profile; at most one statement, however many reports, and none
    for who works for every unit."""

    def mine(conn: Connection, found: Sequence[Report], scope: Scope) -> set[str]:
        near = [report for report in found if in_scope(report, scope)]
        by_rule = {report.id for report in near if is_for(profile, report, scope.units)}
        cased = {
            report.id: report.case for report in near if report.case and report.id not in by_rule
        }
        theirs = _lying_with(conn, set(cased.values()), scope.units) if cased else set()
        return by_rule | {number for number, case in cased.items() if case in theirs}

    return mine


def _lying_with(conn: Connection, case_ids: Collection[str], units: Collection[str]) -> set[str]:
    """Those of the cases that lie with one of the units, or that one of them supports."""
    asked = exists().where(
        case_supports.c.case_id == cases.c.id, case_supports.c.unit.in_(sorted(units))
    )
    query = select(cases.c.id).where(
        cases.c.id.in_(sorted(case_ids)), or_(cases.c.unit.in_(sorted(units)), asked)
    )
    return set(conn.execute(query).scalars())
