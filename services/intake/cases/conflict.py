"""What is said when somebody else was first: who, with which step, and how long ago."""

from datetime import datetime

from sqlalchemy import Connection

from services.intake.cases import store
from services.intake.cases.case import Case
from services.intake.cases.refusals import CaseMoved


def moved_by(conn: Connection, case: Case, now: datetime) -> CaseMoved:
    """The refusal that names the last step of the case."""
    last = store.last_step(conn, case.id)
    if last is None:
        return CaseMoved(case.version, "", "")
    return CaseMoved(case.version, last.who, last.step, now - last.at)
