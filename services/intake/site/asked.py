"""What the page of a report asks about how its case ended."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from services.intake.cases.case import Case
from services.intake.feedback import opinion_store
from services.intake.feedback.opinion_store import Opinion
from services.intake.feedback.say_opinion import in_window
from services.intake.reports.report import Report
from services.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks: an opinion within the days for it, later whether it is fixed."""

    what: Literal["opinion", "still", "nothing"]
    said: Opinion | None = None
    """The newest word of this person."""


def asked_of(conn: Connection, report: Report, case: Case | None, clock: Clock) -> Asked:
    """What to ask the person of a report about its case."""
    if case is None or report.erased:
        return Asked("nothing")
    person = report.pseudonym or report.id
    own = (each for each in opinion_store.of_case(conn, case.id) if each.person == person)
    said = next(own, None)
    if case.is_open:
        return Asked("nothing", said)
    if not in_window(case, clock):
        return Asked("still", said)
    current = said is not None and case.closed_at is not None and said.at >= case.closed_at
    return Asked("nothing" if current else "opinion", said)
