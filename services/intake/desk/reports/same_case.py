"""What an officer says is the same is handled as one case."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from services.intake.cases.api import CaseDesk
from services.intake.cases.case import Case, Worker
from services.intake.cases.refusals import MissingDetail, ReportHasCase
from services.intake.reports.tables import reports


def put_together(desk: CaseDesk, number: str, others: Sequence[str], who: Worker) -> Case:
    """One case of this report and the others: the one that one of them has, else a new one.

    Raises MissingDetail when no other one is named, ReportHasCase when they are on two cases,
    and what opening and linking raise.
    """
    wanted = [number, *(other.strip().upper() for other in others if other.strip())]
    if len(wanted) < 2:
        raise MissingDetail("reports", "required")
    on_case = desk.database.read(lambda conn: _cases_of(conn, wanted))
    cases = sorted(set(on_case.values()))
    if len(cases) > 1:
        raise ReportHasCase(next(iter(on_case)))
    if not cases:
        return desk.open_case.open(wanted, who)
    return desk.join_case.link(cases[0], wanted, who)


def _cases_of(conn: Connection, numbers: Sequence[str]) -> dict[str, str]:
    query = select(reports.c.id, reports.c.case_id).where(
        reports.c.id.in_(numbers), reports.c.case_id.is_not(None)
    )
    return {row.id: row.case_id for row in conn.execute(query)}
