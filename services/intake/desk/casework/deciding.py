"""What waits for a decision: disputes and appeals, of somebody who did not work on it, and cases
of which a report was corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import Connection

from services.intake.cases.appeal import store as appeal_store
from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.listing import questions as asked_questions
from services.intake.cases.listing.listing import WantedCases
from services.intake.desk.words import said_why
from services.intake.feedback import opinion_store
from services.runtime.identity.access import Scope

MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDecide:
    """One case, and what somebody said of it the longest ago."""

    case: Case
    kind: Literal["dispute", "appeal", "question"]
    at: datetime
    said: str
    is_for_reader: bool = True
    """Not for whoever handled or verified it, or asked."""
    report: str | None = None
    """The corrected one."""


def to_decide(desk: CaseDesk, who: Worker, scope: Scope) -> Sequence[ToDecide]:
    """Within a scope, disputes first, then appeals, then corrections, of each the oldest first."""
    wanted, now = desk.narrowed(WantedCases(), None, scope), desk.clock.now()

    def use(conn: Connection) -> Sequence[ToDecide]:
        disputes = opinion_store.waiting(conn, wanted, now, MOST)
        appeals = appeal_store.waiting(conn, MOST, desk.profile, scope)
        appealed = store.by_ids(conn, {appeal.case for appeal in appeals})
        return [
            *(_dispute(case, opinion, who) for case, opinion in disputes),
            *(
                ToDecide(
                    case=case,
                    kind="appeal",
                    at=appeal.at,
                    said=appeal.reason,
                    is_for_reader=appeal.by != who.name,
                )
                for appeal in appeals
                if (case := appealed.get(appeal.case)) and appeal.round == case.reopened
            ),
            *(
                ToDecide(
                    case=case,
                    kind="question",
                    at=asked.asked_at,
                    said=said_why(asked.why),
                    report=asked.report,
                )
                for case, asked in asked_questions.waiting(conn, wanted, now, MOST)
            ),
        ]

    return desk.database.read(use)


def _dispute(case: Case, opinion: opinion_store.Opinion, who: Worker) -> ToDecide:
    return ToDecide(
        case=case,
        kind="dispute",
        at=opinion.at,
        said=opinion.reason,
        is_for_reader=who.name not in (case.handler, case.last_forward),
    )
