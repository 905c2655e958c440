"""Which reports somebody works on: by area, and by what lies with a unit or may be for it."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from services.contracts.profile.model import Profile
from services.intake.cases.case.dispatching import is_for
from services.intake.cases.case.tables import cases
from services.intake.cases.supporting.tables import case_supports
from services.intake.reports.in_scope import RowsOf, WorksOn, in_scope
from services.intake.reports.place.within import lies_within
from services.intake.reports.report import Report
from services.intake.reports.tables import reports
from services.runtime.identity.access import EVERYWHERE, Scope


def works_on(profile: Profile) -> WorksOn:
    """By the dispatch rules of a profile; at most one statement, however many reports, and none
    for who works everywhere.

    A report is somebody's when it lies in their areas and a rule names their unit for it, or when
    it is on a case that they read: whoever answers a case answers everybody on it.
    """

    def mine(conn: Connection, found: Sequence[Report], scope: Scope) -> set[str]:
        if scope == EVERYWHERE:
            return {report.id for report in found}
        by_rule = {
            report.id
            for report in found
            if in_scope(report, scope) and is_for(profile, report, scope.units)
        }
        cased = {
            report.id: report.case for report in found if report.case and report.id not in by_rule
        }
        theirs = _read_by(conn, set(cased.values()), profile, scope) if cased else set()
        return by_rule | {number for number, case in cased.items() if case in theirs}

    return mine


def of_units(profile: Profile) -> RowsOf:
    """The same of units, as a condition of a query."""

    def rows(scope: Scope) -> ColumnElement[bool] | None:
        units = scope.units
        if not units:
            return None
        kinds = [
            code for code, kind in profile.problem_types.items() if kind.responsible_unit in units
        ]
        offices = {code for code, area in profile.areas.items() if area.responsible_unit in units}
        places = [code for code in profile.areas if not offices.isdisjoint(profile.area_path(code))]
        read = select(cases.c.id).where(
            *lies_within(cases.c.area, profile, scope), *_with_units(units)
        )
        return or_(
            reports.c.category.in_(kinds),
            reports.c.area.in_(places),
            reports.c.case_id.in_(read),
        )

    return rows


def _read_by(
    conn: Connection, case_ids: Collection[str], profile: Profile, scope: Scope
) -> set[str]:
    """Those of the cases that lie in the areas and with one of the units, were passed up to one,
    or that one of them supports."""
    query = select(cases.c.id).where(
        cases.c.id.in_(sorted(case_ids)),
        *lies_within(cases.c.area, profile, scope),
        *_with_units(scope.units),
    )
    return set(conn.execute(query).scalars())


def _with_units(units: Collection[str]) -> list[ColumnElement[bool]]:
    if not units:
        return []
    theirs = sorted(units)
    asked = exists().where(case_supports.c.case_id == cases.c.id, case_supports.c.unit.in_(theirs))
    return [or_(cases.c.unit.in_(theirs), cases.c.escalated.in_(theirs), asked)]
