"""Asking other units to support the lead of a case, and their answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases.case import store as case_store
from services.intake.cases.case.case import NOTE_LIMIT, Case, Worker
from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.supporting import store
from services.intake.cases.supporting.refusals import AlreadyAsked, NoSuchTask
from services.intake.cases.supporting.support import (
    LASTING,
    Asked,
    Ending,
    Support,
    asked_of,
    ended,
    released,
)
from services.runtime.clock import Clock
from services.runtime.database import Database

MOST_WAITING: Final = 200
"""Tasks in one list."""


@dataclass(frozen=True, slots=True)
class AskSupport:
    """Use case. Safe for threads. The case itself keeps its version and its deadline: what a
    supporting unit does never meets an officer who takes a step of the case."""

    database: Database
    profile: Profile
    counting: WorkingClock
    clock: Clock
    mask: Callable[[str], str]
    """A text without personal numbers."""

    def of_case(self, case_id: str) -> Sequence[Support]:
        """Every task of the case, in the order in which they were asked."""
        return self.database.read(lambda conn: store.of_case(conn, case_id))

    def waiting(
        self, units: Sequence[str] | None, areas: Sequence[str] | None
    ) -> Sequence[Support]:
        """What waits for an answer of these units (None: of any) about cases in these areas (None:
        anywhere), the next deadline first."""
        return self.database.read(lambda conn: store.pending_of(conn, units, MOST_WAITING, areas))

    def ask(self, case_id: str, asked: Asked, who: Worker) -> Support:
        """The new task. Raises NoSuchCase, AlreadyAsked and what `asked_of` raises."""
        if asked.unit not in self.profile.responsible_units:
            raise MissingDetail("unit", "known_unit")
        asked = replace(asked, task=self.mask(asked.task))

        def use(conn: Connection) -> Support:
            case = case_store.locked(conn, case_id)
            known = store.of_case(conn, case.id)
            if any(each.is_pending and each.unit == asked.unit for each in known):
                raise AlreadyAsked(case.id)
            now = self.clock.now()
            support = asked_of(case, len(known) + 1, asked, who, now, self.counting)
            store.add(conn, support)
            return support

        return self.database.write(use)

    def end(
        self, case_id: str, number: int, ending: Ending, said: str | None, who: Worker
    ) -> Support:
        """The task, ended. Raises NoSuchCase, NoSuchTask and what `ended` raises."""
        said = self.mask(said.strip()) if said and said.strip() else None
        if len(said or "") > NOTE_LIMIT:
            raise MissingDetail("said", "length")

        def use(conn: Connection) -> Support:
            case = case_store.locked(conn, case_id)
            found = next((s for s in store.of_case(conn, case.id) if s.number == number), None)
            if found is None:
                raise NoSuchTask(f"{case.id} task {number}")
            now = self.clock.now()
            support = ended(found, case, ending, who, said, now, self.counting)
            store.change(conn, support)
            return support

        return self.database.write(use)


@dataclass(frozen=True, slots=True)
class EndWithCase:
    """What a step of the case means for the tasks that are asked of others."""

    counting: WorkingClock

    def __call__(
        self, conn: Connection, before: Case, after: Case, who: str, reason: str | None
    ) -> None:
        """Withdraw what nobody waits for any more, in the transaction of the step.

        Raises MissingDetail when the lead hands a case back while a task waits for its answer
        and says no reason.
        """
        if before.state not in LASTING or after.state in LASTING:
            return
        pending = [each for each in store.of_case(conn, after.id) if each.is_pending]
        if pending and after.state == "verifying" and not reason:
            raise MissingDetail("reason", "support_pending")
        for each in pending:
            gone = released(each, "withdrawn", who, reason, after.changed_at, self.counting)
            store.change(conn, gone)
