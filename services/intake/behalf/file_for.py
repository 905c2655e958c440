"""Filing for somebody else, and the slip that goes with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.behalf.form import FILED_BY, new_report, own_faults
from services.intake.cases.case import store as case_store
from services.intake.reports import disclosing, store
from services.intake.reports.disclosing import Disclosure
from services.intake.reports.faults import BrokenRule, NoSuchReport
from services.intake.reports.in_scope import WorksOn
from services.intake.reports.receiving.receive import Receive
from services.intake.reports.report import Actor, Report
from services.intake.reports.rules import Standards, broken_rules
from services.runtime.database import Database
from services.runtime.identity.access import Scope


@dataclass(frozen=True, slots=True)
class Slip:
    """What somebody takes home."""

    report: Report
    token: str
    due_at: datetime | None
    """None before the case has its limit."""
    unit: str | None


@dataclass(frozen=True, slots=True)
class FileFor:
    """Use case. Safe for threads."""

    receive: Receive
    database: Database
    profile: Profile
    now: Callable[[], datetime]
    works_on: WorksOn

    def faults(self, values: Mapping[str, str], actor: Actor) -> Sequence[BrokenRule]:
        """What must be mended before it can be filed, in the order of the form."""
        standards = Standards(
            self.profile.problem_types, self.profile.areas, self.now(), vouched=actor.vouches
        )
        new = new_report(values, self.profile, "", actor.name)
        return [*broken_rules(new, standards), *own_faults(values)]

    def file(self, values: Mapping[str, str], client_id: str, actor: Actor) -> str:
        """Its number; the same form sent twice is one report.

        Raises RefusedReport, KeyUsedDifferently.
        """
        new = new_report(values, self.profile, client_id, actor.name)
        return self.receive.receive(new, actor).id

    def slip(self, number: str, actor: Actor, scope: Scope) -> Slip:
        """Of what the staff filed: for whoever filed it and whoever works on it; of a tip-off for
        its filer alone. It holds the way to the reporter's page, so every time is kept with the
        report, with who it was. Raises NoSuchReport.
        """

        def use(conn: Connection) -> Slip:
            kept = store.by_id(conn, number.strip().upper())
            if kept is None or not self._may_print(conn, kept.report, actor, scope):
                raise NoSuchReport
            seen = Disclosure(who=actor.name, at=self.now(), why="", what="slip")
            disclosing.keep(conn, kept.report.id, seen)
            return _slip(conn, kept)

        return self.database.write(use)

    def _may_print(self, conn: Connection, report: Report, actor: Actor, scope: Scope) -> bool:
        filed_by = report.extras.get(FILED_BY)
        if report.erased or filed_by is None:
            return False
        if filed_by == actor.name:
            return True
        return report.request_type != "tip_off" and bool(self.works_on(conn, [report], scope))


def _slip(conn: Connection, kept: store.Kept) -> Slip:
    case = case_store.by_id(conn, kept.report.case) if kept.report.case else None
    return Slip(
        report=kept.report,
        token=kept.keeping.tracking_token,
        due_at=case.clock.due_at if case else None,
        unit=case.unit if case else None,
    )
