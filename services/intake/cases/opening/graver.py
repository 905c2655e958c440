"""A case is as grave as its gravest report: what is heard later lifts it, and says so."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from services.intake.cases.case import store
from services.intake.cases.case.case import Case
from services.intake.cases.case.record import record
from services.intake.cases.case.steps import DANGER, GRAVER
from services.intake.reports.changing.judged import ReportChange, TellCase
from services.intake.reports.report import Report
from services.runtime.clock import Clock
from services.runtime.outbox import Outbox


def with_gravest(case: Case, members: Sequence[Report]) -> Case:
    """The case, as severe as the gravest of these reports that have come to it."""
    gravest = max((report.severity for report in members), default=0)
    return replace(case, severity=max(case.severity, gravest))


def lifting_cases(outbox: Outbox, clock: Clock) -> TellCase:
    """What lifts a case when one of its reports turns out to be graver than it was. Words of a
    danger lift one that is over, too: it may have to be opened again."""

    def lift(conn: Connection, change: ReportChange) -> None:
        report = change.after
        if report.case is None or report.severity <= change.before.severity:
            return
        case = store.by_id(conn, report.case, lock=True)
        words = report.danger.words if report.danger is not None else ()
        if case is None or case.severity >= report.severity or not (case.is_open or words):
            return
        after = replace(
            case, version=case.version + 1, severity=report.severity, changed_at=clock.now()
        )
        step = DANGER if words else GRAVER
        record(conn, outbox, case, after, step, "system", report=report.id, words=list(words))

    return lift
