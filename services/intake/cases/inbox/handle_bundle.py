"""One action for a whole bundle: answer it, decline it or dispatch it; undone within 30 seconds.

A case is opened from the bundle and taken as far as the action goes, in one transaction. Undoing
voids that case and gives the reports back to the inbox; nothing of the history is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Literal

from sqlalchemy import Connection

from services.intake.cases.case import membership, store
from services.intake.cases.case.case import Case, Saying, Worker
from services.intake.cases.case.record import record
from services.intake.cases.case.refusals import TooLateToUndo
from services.intake.cases.clock.clock import stopped
from services.intake.cases.opening.open_case import MOST_AT_ONCE, OpenCase
from services.intake.cases.taking.take_step import TakeStep
from services.intake.reports.assign import assign_case
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

Action = Literal["answer", "decline", "dispatch"]
ACTIONS: Final[tuple[Action, ...]] = ("answer", "decline", "dispatch")
UNDO: Final = timedelta(seconds=30)
"""How long an action on a bundle can be undone; reporters are told only afterwards."""
STEP: Final = "undo"


@dataclass(frozen=True, slots=True)
class HandleBundle:
    """Use case. Safe for threads: a report that somebody took meanwhile refuses the whole."""

    database: Database
    outbox: Outbox
    open_case: OpenCase
    take_step: TakeStep
    clock: Clock

    def handle(self, report_ids: Sequence[str], action: Action, who: Worker, said: Saying) -> Case:
        """The case of the bundle after the action. Raises a CaseRefusal; nothing has changed."""

        def use(conn: Connection) -> Case:
            case = self.open_case.open_in(conn, report_ids, who)
            if action != "dispatch":
                return self._taken(conn, case, action, who, said)
            filing = Saying(condition=said.condition, note=said.note)
            filed = self._taken(conn, case, "file", who, filing)
            return self._taken(conn, filed, "dispatch", who, replace(said, condition=None))

        return self.database.write(use)

    def undo(self, case_id: str, who: Worker) -> Case:
        """The voided case; undone twice, it is as after the first time. Raises NoSuchCase,
        TooLateToUndo."""

        def use(conn: Connection) -> Case:
            case = store.locked(conn, case_id)
            now = self.clock.now()
            taken = store.history(conn, case_id)
            if now - case.opened_at > UNDO or {step.who for step in taken} != {who.name}:
                raise TooLateToUndo(case_id)
            if taken[-1].step == STEP:
                return case
            members = membership.locked(
                conn, [report.id for report in membership.members(conn, case_id, MOST_AT_ONCE)]
            )
            why = f"case {case_id} undone"
            assign_case(conn, self.outbox, members, None, who.name, why, now)
            return self._voided(conn, case, who)

        return self.database.write(use)

    def _voided(self, conn: Connection, case: Case, who: Worker) -> Case:
        now = self.clock.now()
        after = replace(
            case,
            version=case.version + 1,
            state="void",
            outcome=None,
            clock=stopped(case.clock, now, self.take_step.counting),
            reports=0,
            people=0,
            changed_at=now,
            closed_at=now,
        )
        self.take_step.follow(conn, case, after, who.name, None)
        record(conn, self.outbox, case, after, STEP, who.name)
        return after

    def _taken(self, conn: Connection, case: Case, code: str, who: Worker, said: Saying) -> Case:
        return self.take_step.take_in(conn, case.id, case.version, code, who, said)
