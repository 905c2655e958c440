"""The inbox: reports that nobody has taken up, bundled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, exists, func, literal_column, or_, select

from services.contracts.case_events import CaseStatus
from services.contracts.profile.model import Profile
from services.intake.cases.case.dispatching import is_for
from services.intake.cases.case.tables import cases
from services.intake.cases.inbox.bundles import Bundle, bundled
from services.intake.cases.opening.open_case import NO_CASE
from services.intake.cases.splitting.tables import report_parts
from services.intake.reports.in_scope import in_scope
from services.intake.reports.place.within import lies_within
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.runtime.database import Database
from services.runtime.identity.access import Scope

MOST_WAITING = 1_000
"""Reports that are bundled at once, the newest; the rest is counted and waits its turn."""
MOST_DANGEROUS = 500
"""Dangers that are looked through at once, the newest."""
GRAVEST = 4
UNTAKEN: Final[tuple[CaseStatus, ...]] = ("received", "filed")
_DEFAULT_RADIUS = 100.0


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits: the bundles, and how many reports there are in all."""

    bundles: Sequence[Bundle]
    waiting: int
    bundled: int


@dataclass(frozen=True, slots=True)
class ReadInbox:
    """Use case of officers."""

    database: Database
    profile: Profile

    def read(self, scope: Scope) -> Inbox:
        """Two statements. Within a scope: what has no area is everybody's; who works for units
        finds what a rule names one of them for."""
        here = lies_within(reports.c.area, self.profile, scope)
        total, found = self.database.read(lambda conn: _waiting(conn, here))
        mine = [
            report
            for report in found
            if in_scope(report, scope) and is_for(self.profile, report, scope.units)
        ]
        # What waits for others is nothing that is still to come.
        waiting = total if len(found) == MOST_WAITING else len(mine)
        return Inbox(bundled(mine, radius_in(self.profile)), waiting, len(mine))

    def alarms(self, scope: Scope) -> Sequence[Report]:
        """Dangers to life that nobody has taken up or dismissed, the newest first: in the inbox,
        in a case that went to no unit yet, or told of by words that came later, until an officer
        has judged it. One statement."""
        here = lies_within(reports.c.area, self.profile, scope)
        found = self.database.read(lambda conn: _alarming(conn, here))
        return [
            report
            for report in found
            if in_scope(report, scope) and is_for(self.profile, report, scope.units)
        ]


def radius_in(profile: Profile) -> Callable[[str], float]:
    """By group: the metres within which two reports may mean one place."""

    def radius(group: str) -> float:
        known = profile.groups.get(group)
        return float(known.radius) if known else _DEFAULT_RADIUS

    return radius


def waits_in_inbox() -> list[ColumnElement[bool]]:
    """Conditions on a row of `reports`: nobody has taken it up."""
    return [
        reports.c.case_id.is_(None),
        reports.c.erased.is_(False),
        # A danger is never only a question.
        or_(reports.c.request_type.not_in(NO_CASE), reports.c.danger_severity > 0),
        reports.c.joins.is_(None),
        # What was split is handled as its parts.
        ~exists().where(report_parts.c.parent_id == reports.c.id),
    ]


def _waiting(conn: Connection, here: Sequence[ColumnElement[bool]]) -> tuple[int, list[Report]]:
    waits = waits_in_inbox()
    total = conn.execute(select(func.count()).select_from(reports).where(*waits)).scalar_one()
    newest = reports.c.received_at.desc(), reports.c.id.desc()
    rows = conn.execute(select(*REPORT).where(*waits, *here).order_by(*newest).limit(MOST_WAITING))
    found = [report_of(row) for row in rows]
    if len(found) == MOST_WAITING:
        known = {report.id for report in found}
        older = [report for report in dangerous(conn, here) if report.id not in known]
        # However many came after it, a danger waits in sight.
        found = [*found[: MOST_WAITING - len(older)], *older]
    return total, found


def dangerous(conn: Connection, here: Sequence[ColumnElement[bool]]) -> list[Report]:
    """What waits and speaks of a danger to life that nobody has dismissed, newest first."""
    rows = conn.execute(
        select(*REPORT)
        .where(*waits_in_inbox(), *here, *_is_grave())
        .order_by(reports.c.received_at.desc(), reports.c.id.desc())
        .limit(MOST_DANGEROUS)
    )
    return [report_of(row) for row in rows]


def _is_grave() -> list[ColumnElement[bool]]:
    """Written out, the first condition is that of an index which holds the dangers alone: no
    database knows of a parameter that it will be greater."""
    return [
        reports.c.danger_severity > literal_column("0"),
        reports.c.danger_severity == GRAVEST,
    ]


def _alarming(conn: Connection, here: Sequence[ColumnElement[bool]]) -> list[Report]:
    rows = conn.execute(
        select(*REPORT)
        .join(cases, cases.c.id == reports.c.case_id, isouter=True)
        .where(
            *_is_grave(),
            reports.c.erased.is_(False),
            reports.c.joins.is_(None),
            or_(
                reports.c.case_id.is_(None),
                cases.c.state.in_(UNTAKEN),
                # Told of while somebody had it, or after it was over: nobody has judged it yet.
                reports.c.danger_anew_at.is_not(None),
            ),
            ~exists().where(report_parts.c.parent_id == reports.c.id),
            *here,
        )
        .order_by(
            func.coalesce(reports.c.danger_anew_at, reports.c.received_at).desc(),
            reports.c.id.desc(),
        )
        .limit(MOST_DANGEROUS)
    )
    return [report_of(row) for row in rows]
