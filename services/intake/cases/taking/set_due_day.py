"""Setting the day by which a case is dealt with that no limit of the profile holds."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from sqlalchemy import Connection

from services.intake.cases.case import store
from services.intake.cases.case.case import NOTE_LIMIT, Case, Worker
from services.intake.cases.case.record import moved_by, record
from services.intake.cases.case.refusals import HasLimit, MissingDetail, NotYourUnit, StepNotAllowed
from services.intake.reports.publishing import Mask
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

STEP: Final = "set_due_day"
FURTHEST: Final = timedelta(days=366)
"""Beyond this a day is a slip of the pen, or no promise."""
_END: Final = time(23, 59)
"""Danger keeps no office hours: the whole day counts."""
_AT_REST: Final = ("suspended", "shelved")


@dataclass(frozen=True, slots=True)
class SetDueDay:
    """Use case. Safe for threads. From then on the case is due and late as any other."""

    database: Database
    outbox: Outbox
    clock: Clock
    zone: tzinfo
    mask: Mask

    def set(self, case_id: str, version: int, who: Worker, day: date | None, reason: str) -> Case:
        """The case due at the end of that day; set again, the history keeps both and why.

        Raises NoSuchCase, CaseMoved, StepNotAllowed for a case that is over, HasLimit,
        NotYourUnit, and MissingDetail for a day that is none, is over or lies far ahead, or
        without a reason.
        """
        due, why = self._instant(day), self._reason(reason)

        def use(conn: Connection) -> Case:
            case = store.locked(conn, case_id)
            now = self.clock.now()
            if store.stepped_since(conn, case, version):
                raise moved_by(conn, case, now)
            self._check(case, who)
            running = None if case.state in _AT_REST else case.clock.running_since or now
            clock = replace(case.clock, due_at=due, running_since=running)
            after = replace(case, version=case.version + 1, clock=clock, changed_at=now)
            before = case.clock.due_at.isoformat() if case.clock.due_at else None
            if not record(
                conn,
                self.outbox,
                case,
                after,
                STEP,
                who.name,
                reason=why,
                due_at=due.isoformat(),
                due_before=before,
            ):
                raise moved_by(conn, case, now)
            return after

        return self.database.write(use)

    def _check(self, case: Case, who: Worker) -> None:
        if not case.is_open:
            raise StepNotAllowed(STEP, case.state)
        if case.clock.limit is not None:
            raise HasLimit(case.id)
        if who.units and case.unit not in who.units:
            raise NotYourUnit(case.id)

    def _instant(self, day: date | None) -> datetime:
        if day is None:
            raise MissingDetail("due_on", "required")
        today = self.clock.now().astimezone(self.zone).date()
        if day < today:
            raise MissingDetail("due_on", "day_over")
        if day > today + FURTHEST:
            raise MissingDetail("due_on", "day_far")
        return datetime.combine(day, _END, tzinfo=self.zone).astimezone(UTC)

    def _reason(self, text: str) -> str:
        text = text.strip()
        if not text:
            raise MissingDetail("reason", "required")
        if len(text) > NOTE_LIMIT:
            raise MissingDetail("reason", "length")
        return self.mask(text).text
