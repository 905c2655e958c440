"""Claiming a case, giving it to a colleague, giving it back: of two at once, one wins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from services.intake.cases.case import store
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.record import moved_by, record
from services.intake.cases.case.refusals import MissingDetail, StepNotAllowed
from services.intake.cases.holding.holding import Colleague, held
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

CLAIM: Final = "claim"
HAND_OVER: Final = "hand_over"
RELEASE: Final = "release"


@dataclass(frozen=True, slots=True)
class HoldCase:
    """Use case. Safe for threads. Names stay in the history; no event carries them."""

    database: Database
    outbox: Outbox
    clock: Clock
    colleagues: Callable[[], Sequence[Colleague]]
    """Everybody who can sign in and works on cases."""

    def hold(self, case_id: str, version: int, who: Worker, holder: str | None) -> Case:
        """The case in the hands of `holder`: of this person, of a colleague, or of nobody.

        What a colleague has may be taken over: the history says by whom. Raises NoSuchCase,
        CaseMoved, StepNotAllowed for a case that is closed, and MissingDetail for somebody who
        does not work for the unit and the area of the case.
        """
        known = self.colleagues() if holder not in (None, who.name) else ()

        def use(conn: Connection) -> Case:
            case = store.locked(conn, case_id)
            now = self.clock.now()
            if store.stepped_since(conn, case, version):
                raise moved_by(conn, case, now)
            step = _step(who, holder)
            if not case.is_open:
                raise StepNotAllowed(step, case.state)
            if step == HAND_OVER and not _has_colleague(known, holder, case):
                raise MissingDetail("assignee", "known_colleague")
            if holder == case.assignee:
                return case
            after = held(case, holder, now)
            record(
                conn,
                self.outbox,
                case,
                after,
                step,
                who.name,
                holder=holder,
                holder_before=case.assignee,
            )
            return after

        return self.database.write(use)


def _step(who: Worker, holder: str | None) -> str:
    if holder is None:
        return RELEASE
    return CLAIM if holder == who.name else HAND_OVER


def _has_colleague(known: Sequence[Colleague], holder: str | None, case: Case) -> bool:
    return any(each.name == holder and each.may_have(case) for each in known)
