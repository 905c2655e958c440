"""Adding reports to a case and taking them out again: the officers' word on what is the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.intake.cases.case import membership, store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.record import record
from services.intake.cases.case.refusals import CaseHasEnded, MissingDetail
from services.intake.cases.opening.graver import with_gravest
from services.intake.cases.opening.open_case import check_report, numbers_of
from services.intake.reports.assign import assign_case
from services.intake.reports.in_scope import WorksOn, by_area
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Scope
from services.runtime.outbox import Outbox


@dataclass(frozen=True, slots=True)
class JoinCase:
    """Use case. Safe for threads. A report that is linked says so at its next version."""

    database: Database
    outbox: Outbox
    clock: Clock
    works_on: WorksOn = by_area

    def link(self, case_id: str, report_ids: Sequence[str], who: Worker) -> Case:
        """The case with these reports, too; those that are in it already stay as they are.

        Raises NoSuchCase, MissingDetail, ReportHasCase (of another case), NothingToHandle, and
        CaseHasEnded: nobody would take up or answer them there.
        """
        wanted = numbers_of(report_ids)

        def use(conn: Connection) -> Case:
            case = store.locked(conn, case_id)
            found = membership.locked(conn, wanted)
            scope = Scope(who.areas, who.units)
            if len(self.works_on(conn, found, scope)) < len(set(wanted)):
                raise MissingDetail("reports", "known_report")
            fresh = [report for report in found if report.case != case.id]
            for report in fresh:
                check_report(report)
            if not fresh:
                return case
            if not case.is_open:
                raise CaseHasEnded(case.id)
            fresh = membership.with_voices(conn, fresh)
            now = self.clock.now()
            why = f"linked to case {case.id}"
            assign_case(conn, self.outbox, fresh, case.id, who.name, why, now)
            return self._counted(conn, with_gravest(case, fresh), who, "link", len(fresh))

        return self.database.write(use)

    def unlink(self, case_id: str, report_id: str, who: Worker) -> Case:
        """The case without this report. Raises NoSuchCase, MissingDetail when it is not in it."""

        def use(conn: Connection) -> Case:
            case = store.locked(conn, case_id)
            found = membership.locked(conn, [report_id.strip().upper()])
            if not found or found[0].case != case.id:
                raise MissingDetail("reports", "in_this_case")
            if case.reports == 1:
                raise MissingDetail("reports", "last_report")
            why = f"taken out of case {case.id}"
            assign_case(conn, self.outbox, found, None, who.name, why, self.clock.now())
            return self._counted(conn, case, who, "unlink", 1)

        return self.database.write(use)

    def _counted(self, conn: Connection, case: Case, who: Worker, step: str, moved: int) -> Case:
        now = self.clock.now()
        reports, people = membership.count(conn, case.id)
        after = replace(
            case, version=case.version + 1, reports=reports, people=people, changed_at=now
        )
        record(conn, self.outbox, case, after, step, who.name, reports=moved)
        return after
