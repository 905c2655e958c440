"""Which questions wait for a decision, as conditions on rows."""

from typing import Final

from sqlalchemy import ColumnElement, exists

from services.intake.cases.case.tables import cases
from services.intake.cases.questions.tables import case_questions
from services.intake.reports.tables import reports

_ENDED: Final = ("closed", "void")


def is_waiting() -> list[ColumnElement[bool]]:
    """On rows of `case_questions`, `cases` and `reports` that were joined: nobody has decided it,
    the report is still in the case, and the case is open."""
    return [
        case_questions.c.decided_at.is_(None),
        reports.c.case_id == case_questions.c.case_id,
        cases.c.state.not_in(_ENDED),
    ]


def asks() -> ColumnElement[bool]:
    """On a row of `cases`: something is asked about one of its reports."""
    return exists().where(
        case_questions.c.case_id == cases.c.id,
        reports.c.id == case_questions.c.report_id,
        *is_waiting(),
    )
