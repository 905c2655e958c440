"""Filing for somebody else, and the slip that goes with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.behalf.form import FILED_BY, new_report, own_faults
from services.intake.cases import store as case_store
from services.intake.reports import store
from services.intake.reports.faults import BrokenRule, NoSuchReport
from services.intake.reports.receive import Receive
from services.intake.reports.report import Actor, Report
from services.intake.reports.rules import Standards, broken_rules
from services.runtime.database import Database


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

    def slip(self, number: str) -> Slip:
        """Only of what the staff filed: nobody prints the way to another's page.

        Raises NoSuchReport.
        """
        return self.database.read(lambda conn: _slip(conn, number))


def _slip(conn: Connection, number: str) -> Slip:
    kept = store.by_id(conn, number.strip().upper())
    if kept is None or kept.report.erased or FILED_BY not in kept.report.extras:
        raise NoSuchReport
    case = case_store.by_id(conn, kept.report.case) if kept.report.case else None
    return Slip(
        report=kept.report,
        token=kept.keeping.tracking_token,
        due_at=case.clock.due_at if case else None,
        unit=case.unit if case else None,
    )
