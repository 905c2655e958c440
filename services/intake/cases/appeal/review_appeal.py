"""Asking that a lateness be excused, and reviewing it; each is a line of the case's history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from services.intake.cases.appeal import store
from services.intake.cases.appeal.appeal import Appeal, AppealState, Verdict, appealed, reviewed
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import NOTE_LIMIT, Case, Worker
from services.intake.cases.case.record import record
from services.intake.cases.case.refusals import MissingDetail
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

ASKED: Final = "appeal"
STEPS: Final[dict[AppealState, str]] = {
    "second_review": "appeal_first",
    "granted": "exempt",
    "rejected": "appeal_reject",
}
"""The step of the history that brings an appeal into a state."""


@dataclass(frozen=True, slots=True)
class ReviewAppeal:
    """Use case. Safe for threads.

    When both reviewers uphold it, the case's next version is `exempted`; its `late` and its
    deadline stay. Rates leave exempted cases out where they say so (`cases.exempted`), and the
    appeals themselves can be counted by `case_appeals.state`.
    """

    database: Database
    outbox: Outbox
    clock: Clock
    mask: Callable[[str], str]
    """A text without personal numbers."""

    def of_case(self, case_id: str) -> Sequence[Appeal]:
        """The appeals of a case, the oldest first."""
        return self.database.read(lambda conn: store.of_case(conn, case_id))

    def ask(self, case_id: str, reason: str | None, who: Worker) -> Appeal:
        """The new appeal. Raises NoSuchCase and what `appealed` raises."""
        reason = self._said(reason)

        def use(conn: Connection) -> Appeal:
            case, known = _locked(conn, case_id)
            appeal = appealed(case, known, reason, who, self.clock.now())
            store.add(conn, appeal)
            self._record(conn, case, ASKED, who, reason, exempted=case.exempted)
            return appeal

        return self.database.write(use)

    def review(self, case_id: str, verdict: Verdict, why: str | None, who: Worker) -> Appeal:
        """The appeal after the first or the second review.

        Raises NoSuchCase and what `reviewed` raises.
        """
        why = self._said(why)

        def use(conn: Connection) -> Appeal:
            case, known = _locked(conn, case_id)
            appeal = reviewed(known, case, verdict, why, who, self.clock.now())
            store.change(conn, appeal)
            exempted = case.exempted or appeal.state == "granted"
            self._record(conn, case, STEPS[appeal.state], who, why, exempted=exempted)
            return appeal

        return self.database.write(use)

    def _record(
        self,
        conn: Connection,
        case: Case,
        step: str,
        who: Worker,
        reason: str | None,
        *,
        exempted: bool,
    ) -> None:
        now = self.clock.now()
        after = replace(case, version=case.version + 1, exempted=exempted, changed_at=now)
        record(conn, self.outbox, case, after, step, who.name, reason=reason)

    def _said(self, text: str | None) -> str | None:
        said = self.mask(text.strip()) if text and text.strip() else None
        if len(said or "") > NOTE_LIMIT:
            raise MissingDetail("reason", "length")
        return said


def _locked(conn: Connection, case_id: str) -> tuple[Case, Appeal | None]:
    """The case, locked, and the appeal of its present clock."""
    case = case_store.locked(conn, case_id)
    known = store.of_case(conn, case.id)
    return case, next((appeal for appeal in known if appeal.round == case.reopened), None)
