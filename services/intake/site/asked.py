"""What the page of a report asks about how its case ended."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from services.intake.cases.case.case import Case
from services.intake.feedback import opinion_store
from services.intake.feedback.follow_up import closing_of, follower_of
from services.intake.feedback.opinion_store import Opinion
from services.intake.feedback.say_opinion import in_window
from services.intake.reports.report import Report
from services.intake.reports.store import Kept
from services.runtime.clock import Clock


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page asks: an opinion within the days for it, later whether it is fixed.

    One thing at a time: who reported it again is led there, and a dispute that waits is waited
    for. What was said of an earlier closing is past.
    """

    what: Literal["opinion", "still", "nothing"]
    said: Opinion | None = None
    """The word of this person that stands."""
    again: Kept | None = None
    """What this person reported when it was still not fixed."""


def asked_of(conn: Connection, report: Report, case: Case | None, clock: Clock) -> Asked:
    """What to ask the person of a report about its case."""
    if case is None or report.erased:
        return Asked("nothing")
    person = report.pseudonym or report.id
    own = [each for each in opinion_store.of_case(conn, case.id) if each.person == person]
    if case.is_open:
        return Asked("nothing", _of_the_reopening(own))
    closing = closing_of(conn, case)
    if (again := follower_of(conn, case.id, closing, report.id)) is not None:
        return Asked("nothing", again=again)
    said = next((each for each in own if each.closing == closing), None)
    if said is not None and (said.waits or in_window(case, clock)):
        return Asked("nothing", said)
    if in_window(case, clock):
        return Asked("opinion")
    # That it was well done then says nothing about today.
    return Asked("still", said if said is not None and said.kind == "dispute" else None)


def _of_the_reopening(own: list[Opinion]) -> Opinion | None:
    """Of an open case only the dispute that opened it again, or that waits, still holds."""
    newest = own[0] if own else None
    return newest if newest and (newest.waits or newest.verdict == "upheld") else None
