"""What an officer says is the same is handled as one case."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from services.intake.cases.api import CaseDesk, worker_of
from services.intake.cases.case import Case
from services.intake.cases.refusals import MissingDetail, ReportHasCase
from services.intake.reports.tables import reports
from services.runtime.identity.access import Actor


def put_together(desk: CaseDesk, number: str, others: Sequence[str], actor: Actor) -> Case:
    """One case of this report and the others: the one that one of them has, else a new one.

    Raises MissingDetail when no other one is named, ReportHasCase when they are on two cases,
    NoSuchCase when theirs is not within what this person works for, and what opening and
    linking raise.
    """
    wanted = [number, *(other.strip().upper() for other in others if other.strip())]
    if len(wanted) < 2:
        raise MissingDetail("reports", "required")
    on_case = desk.database.read(lambda conn: _cases_of(conn, wanted))
    cases = sorted(set(on_case.values()))
    if len(cases) > 1:
        raise ReportHasCase(next(iter(on_case)))
    if not cases:
        return desk.open_case.open(wanted, worker_of(actor))
    case = desk.seen(cases[0], actor.scope)
    return desk.join_case.link(case.id, wanted, worker_of(actor))


def _cases_of(conn: Connection, numbers: Sequence[str]) -> dict[str, str]:
    query = select(reports.c.id, reports.c.case_id).where(
        reports.c.id.in_(numbers), reports.c.case_id.is_not(None)
    )
    return {row.id: row.case_id for row in conn.execute(query)}
