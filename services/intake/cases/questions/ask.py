"""Asking whether a case follows a report, in the transaction of the report's correction.

Whatever changes the category or the place of a report in an open case asks: an officer's word, a
row of a table that is sent again, a suggestion that other words bring. What makes no difference to
the case asks nothing, and ends what a correction before had asked.
"""

from sqlalchemy import Connection

from services.intake.cases.case import store as case_store
from services.intake.cases.questions import store
from services.intake.cases.questions.question import (
    Aspect,
    Question,
    RadiusOf,
    corrected,
    differing,
)
from services.intake.reports.changing.judged import ReportChange, TellCase


def asking_cases(radius_of: RadiusOf) -> TellCase:
    """What asks; a statement or three, for corrections alone."""

    def ask(conn: Connection, change: ReportChange) -> None:
        changed = corrected(change.before, change.after)
        if not changed or change.after.case is None:
            return
        case = case_store.by_id(conn, change.after.case)
        if case is None or not case.is_open:
            return
        asked = store.of_report(conn, change.after.id)
        open_still = asked is not None and asked.case == case.id and not asked.is_decided
        # What was asked before and not decided is asked together with this.
        among = {*changed, *(asked.about if asked is not None and open_still else ())}
        about = differing(change.after, case, among, radius_of)
        if about:
            store.keep(conn, _question(change, case.id, about))
        elif open_still:
            store.drop(conn, change.after.id)

    return ask


def _question(change: ReportChange, case_id: str, about: tuple[Aspect, ...]) -> Question:
    return Question(
        report=change.after.id,
        case=case_id,
        version=change.after.version,
        about=about,
        asked_at=change.at,
        asked_by=change.who,
        why=change.why,
    )
