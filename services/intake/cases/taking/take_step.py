"""Taking one step of a case: who, from which version, with what is said; all or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.cases.case import store
from services.intake.cases.case.case import NOTE_LIMIT, Case, Saying, Worker
from services.intake.cases.case.dispatching import rule_naming
from services.intake.cases.case.moving import moved, step_of
from services.intake.cases.case.record import moved_by, record
from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.clock.deadline import WorkingClock
from services.intake.cases.taking.evidence import evidenced
from services.intake.reports.publishing import Mask
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.outbox import Outbox

Follow = Callable[[Connection, Case, Case, str, str | None], None]
"""What a step brings with it: the case before and after it, who took it, the reason given."""


def nothing_follows(*_: object) -> None:
    """Where nothing else depends on the steps of a case."""


@dataclass(frozen=True, slots=True)
class TakeStep:
    """Use case. Safe for threads: of two who act on one version, one wins."""

    database: Database
    outbox: Outbox
    profile: Profile
    counting: WorkingClock
    clock: Clock
    conditions: Callable[[str], Mapping[str, str]]
    """The filing conditions of a problem type, each with its limit."""
    mask: Mask
    follow: Follow = nothing_follows
    """Raises a CaseRefusal when the step may not be taken yet."""

    def take(self, case_id: str, version: int, code: str, who: Worker, said: Saying) -> Case:
        """The case after the step. Raises a CaseRefusal; nothing has changed then."""
        return self.database.write(
            lambda conn: self.take_in(conn, case_id, version, code, who, said)
        )

    def take_in(
        self, conn: Connection, case_id: str, version: int, code: str, who: Worker, said: Saying
    ) -> Case:
        """The same, as part of the caller's transaction."""
        said = self._checked(said)
        before = store.locked(conn, case_id)
        if store.stepped_since(conn, before, version):
            raise moved_by(conn, before, self.clock.now())
        step = step_of(code, before)
        if step.clock == "start":
            said = self._limited(before, said)
        said = evidenced(conn, before, said)
        now = self.clock.now()
        after = moved(before, step, who, said, now, self.counting)
        if step.code == "dispatch" and after.unit is not None:
            rule = rule_naming(self.profile, after.category, after.area, after.unit)
            after = replace(after, rule=rule)
        self.follow(conn, before, after, who.name, said.reason)
        told = record(
            conn,
            self.outbox,
            before,
            after,
            code,
            who.name,
            reason=said.reason,
            note=said.note,
            outcome=said.outcome,
            **_details(said),
        )
        if not told:
            raise moved_by(conn, before, now)
        return after

    def _limited(self, case: Case, said: Saying) -> Saying:
        """With the limit of the condition; a problem type that has only one needs none named.

        Raises MissingDetail.
        """
        known = self.conditions(case.category)
        code = said.condition or case.condition
        if code is None and len(known) == 1:
            (code,) = known
        if code is None:
            if known:
                raise MissingDetail("condition", "required")
            return said
        if code not in known:
            raise MissingDetail("condition", "known_condition")
        return replace(said, condition=code, limit=known[code])

    def _checked(self, said: Saying) -> Saying:
        """What is said, without personal numbers. Raises MissingDetail."""
        for name in ("reason", "note"):
            if len(getattr(said, name) or "") > NOTE_LIMIT:
                raise MissingDetail(name, "length")
        if said.unit is not None and said.unit not in self.profile.responsible_units:
            raise MissingDetail("unit", "known_unit")
        return replace(said, reason=self._masked(said.reason), note=self._masked(said.note))

    def _masked(self, text: str | None) -> str | None:
        return self.mask(text.strip()).text if text and text.strip() else None


def _details(said: Saying) -> dict[str, str]:
    told = {
        "condition": said.condition,
        "limit": said.limit,
        "dispatched_to": said.unit,
        "review_on": said.review_on.isoformat() if said.review_on else None,
        "photo": said.photo,
    }
    return {name: value for name, value in told.items() if value is not None}
