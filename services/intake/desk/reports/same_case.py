"""What an officer says is the same is handled as one case."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.intake.cases.case import membership
from services.intake.cases.case.case import Case
from services.intake.cases.case.refusals import MissingDetail, ReportHasCase
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.supporting.works_on import works_on
from services.runtime.identity.access import Actor


def put_together(desk: CaseDesk, number: str, others: Sequence[str], actor: Actor) -> Case:
    """One case of this report and the others: the one that one of them has, else a new one.

    Raises MissingDetail when no other one is named or this person does not work on one of them,
    ReportHasCase when they are on two cases, NoSuchCase when theirs is not within what this person
    works for, and what opening and linking raise.
    """
    wanted = [number, *(other.strip().upper() for other in others if other.strip())]
    if len(wanted) < 2:
        raise MissingDetail("reports", "required")
    on_case = desk.database.read(lambda conn: _cases_of(conn, desk, wanted, actor))
    cases = sorted(set(on_case.values()))
    if len(cases) > 1:
        raise ReportHasCase(next(iter(on_case)))
    if not cases:
        return desk.open_case.open(wanted, worker_of(actor))
    case = desk.seen(cases[0], actor.scope)
    return desk.join_case.link(case.id, wanted, worker_of(actor))


def _cases_of(
    conn: Connection, desk: CaseDesk, numbers: Sequence[str], actor: Actor
) -> dict[str, str]:
    """By report. What this person does not work on is as unknown as what is not there."""
    found = membership.named(conn, numbers)
    mine = works_on(desk.profile)(conn, found, actor.scope)
    if len(mine) < len(set(numbers)):
        raise MissingDetail("reports", "known_report")
    return {report.id: report.case for report in found if report.case is not None}
