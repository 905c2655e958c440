"""What happens when somebody reports something, or a table of reports is taken over."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.contracts.intake_events import PossibleDanger
from services.intake.reports import store
from services.intake.reports.assess import Suggested
from services.intake.reports.changing.corrections import Correction, lessons
from services.intake.reports.dangers.verdict import DangerVerdict
from services.intake.reports.faults import BrokenRule, NotVouched, RefusedReport
from services.intake.reports.in_scope import WITHOUT_END, Reach
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.pseudonym import Person
from services.intake.reports.receiving.acceptance import Acceptance, Outcome, Sent
from services.intake.reports.receiving.digest import digest_of
from services.intake.reports.report import (
    RESIDENT,
    Actor,
    ExternalKey,
    NewReport,
    Report,
    version_reference,
)
from services.intake.reports.suggesting.pairs import Lesson
from services.runtime.database import Database

LARGEST_BATCH = 100
"""Rows of one transaction: a longer one would keep other writers waiting."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told; the same again when the same is sent again."""

    id: str
    tracking_token: str
    """Empty where somebody else filed it: it opens the reporter's page."""
    version: str
    created: bool
    status: str = "received"
    danger: PossibleDanger | None = None
    """What its words speak of, so that the sender is told whom to call."""


class Receive:
    """The use cases that let reports in. Safe for threads."""

    def __init__(
        self, database: Database, acceptance: Acceptance, learns_every: float | None = None
    ) -> None:
        self._database = database
        self._acceptance = acceptance
        self._learns_every = learns_every
        """Seconds between looks at what officers corrected elsewhere; none: never."""
        self._learns_at = 0.0
        self._taught: Sequence[Lesson] = ()

    def receive(self, new: NewReport, actor: Actor, reach: Reach | None = None) -> Receipt:
        """Keep a report and tell of it, durably; the same again changes nothing.

        `reach`: of a sender who is of the staff.
        Raises RefusedReport with every broken rule, NotVouched when somebody without a key names
        a source, KeyUsedDifferently when the client id came with another report before,
        FiledByAnother when the external id did, from somebody else, OutsideOfReach, and
        DatabaseUnavailable.
        """
        if not actor.vouches and (new.source != RESIDENT or new.imported):
            raise NotVouched
        self._learn_if_due()
        sent = self._acceptance.prepare(new, actor, reach)
        outcome = self._keep_alone(sent)
        if outcome is None:
            outcome = self._database.write(lambda conn: self._acceptance.keep(conn, sent))
        return _receipt(outcome, sent)

    def _keep_alone(self, sent: Sent) -> Outcome | None:
        # With a number at once comes an event, and both must be stored or none.
        if self._database.dialect == "sqlite" or not self._acceptance.is_alone(sent):
            return None
        return self._database.jot(lambda conn: self._acceptance.keep_alone(conn, sent))

    def receive_many(
        self, rows: Sequence[NewReport], actor: Actor, reach: Reach = WITHOUT_END
    ) -> list[Outcome]:
        """Take over up to LARGEST_BATCH rows in one transaction; one outcome per row, in order.

        A row that breaks a rule is rejected and stores nothing of itself; the others are kept.
        Raises DatabaseUnavailable, and then nothing of the batch was stored.
        """
        if len(rows) > LARGEST_BATCH:
            raise ValueError(f"{len(rows)} rows in one batch, at most {LARGEST_BATCH}")
        self._learn_if_due()
        # What was taken over before, unchanged, needs no assessment and no writer; but where
        # the sender's reach ends, a row must be placed before anything is said of it.
        keys = [key for new in rows if (key := new.external_key) is not None and not reach.ends]
        known = self._database.read(lambda conn: store.taken_over(conn, keys))
        prepared = [self._prepare(new, actor, reach, known) for new in rows]
        if all(isinstance(item, Outcome) for item in prepared):
            return [item for item in prepared if isinstance(item, Outcome)]
        return self._database.write(lambda conn: self._keep_all(conn, prepared))

    def rehearse(self, new: NewReport, actor: Actor, reach: Reach) -> tuple[BrokenRule, ...]:
        """Why `receive_many` would reject a row, with nothing stored."""
        try:
            sent = self._acceptance.prepare(new, actor, reach)
            self._database.read(lambda conn: self._acceptance.check_reach(conn, sent))
        except RefusedReport as refused:
            return refused.broken
        except BrokenRule as fault:
            return (fault,)
        return ()

    def area_of(self, new: NewReport, actor: Actor) -> str | None:
        """Where a report would be found to lie; none for one that would be refused."""
        try:
            return self._acceptance.prepare(new, actor).assessment.report.place.area
        except RefusedReport:
            return None

    def correct_category(self, report_id: str, correction: Correction, actor: Actor) -> Report:
        """Keep what an officer says a report is about; the next suggestions learn from it.

        Raises NoSuchReport, UnknownCategory, DatabaseUnavailable.
        """

        def use(conn: Connection) -> tuple[Report, Sequence[Lesson]]:
            report = self._acceptance.correcting.recategorise(conn, report_id, correction, actor)
            return report, lessons(conn)

        report, taught = self._database.write(use)
        self._learn(taught)
        return report

    def correct_place(self, report_id: str, relocation: Relocation, actor: Actor) -> Report:
        """Keep where an officer says a report is.

        Raises NoSuchReport, RefusedReport, DatabaseUnavailable.
        """
        correcting = self._acceptance.correcting
        return self._database.write(
            lambda conn: correcting.relocate(conn, report_id, relocation, actor)
        )

    def judge_danger(self, report_id: str, verdict: DangerVerdict, actor: Actor) -> Report:
        """Keep an officer's word on the danger that was heard in a report.

        Raises NoSuchReport, NoDangerHeard, DatabaseUnavailable.
        """
        correcting = self._acceptance.correcting
        return self._database.write(
            lambda conn: correcting.judge_danger(conn, report_id, verdict, actor)
        )

    def hear(
        self,
        conn: Connection,
        report_id: str,
        text: str,
        why: str,
        actor: Actor,
        *,
        anew: bool = False,
    ) -> Report:
        """Look for a danger in words that were added to a report later, in the caller's
        transaction, and raise the report's severity, and its case's, where they speak of one.
        `anew`: also where the same words are known, as after the case was closed.

        Raises NoSuchReport.
        """
        correcting = self._acceptance.correcting
        return correcting.hear(conn, report_id, text, why, actor, anew=anew)

    def person_of(self, new: NewReport, actor: Actor) -> Person | None:
        """Who says this; none when nothing tells."""
        return self._acceptance.person_of(new, actor)

    def likely(self, text: str) -> Sequence[Suggested]:
        """Kinds that somebody who says this may mean, the likeliest first; none when nothing tells.

        As a report with these words would be suggested, with what officers taught.
        """
        return self._acceptance.likely(text)

    def _learn_if_due(self) -> None:
        if self._learns_every is None or time.monotonic() < self._learns_at:
            return
        self._learns_at = time.monotonic() + self._learns_every
        self._learn(self._database.read(lessons))

    def _learn(self, taught: Sequence[Lesson]) -> None:
        if list(taught) != list(self._taught):
            self._acceptance.learn(taught)
            self._taught = taught

    def _prepare(
        self,
        new: NewReport,
        actor: Actor,
        reach: Reach,
        known: Mapping[ExternalKey, store.TakenOver],
    ) -> Sent | Outcome:
        earlier = None if new.external_key is None else known.get(new.external_key)
        if earlier is not None and earlier.digest == digest_of(new):
            return Outcome("unchanged", earlier.id, earlier.tracking_token, earlier.version)
        try:
            return self._acceptance.prepare(new, actor, reach)
        except RefusedReport as refused:
            return Outcome("rejected", broken=refused.broken)

    def _keep_all(self, conn: Connection, prepared: Sequence[Sent | Outcome]) -> list[Outcome]:
        # Most batches hold nothing that came before; only the others need a look at each row.
        new = self._acceptance.keep_new(conn, [item for item in prepared if isinstance(item, Sent)])
        if new is None:
            return [self._keep(conn, item) for item in prepared]
        kept = iter(new)
        return [item if isinstance(item, Outcome) else next(kept) for item in prepared]

    def _keep(self, conn: Connection, item: Sent | Outcome) -> Outcome:
        if isinstance(item, Outcome):
            return item
        try:
            return self._acceptance.keep(conn, item)
        except BrokenRule as fault:
            return Outcome("rejected", broken=(fault,))


def _receipt(outcome: Outcome, sent: Sent) -> Receipt:
    if outcome.id is None or outcome.tracking_token is None or outcome.version is None:
        raise RuntimeError("a report was kept without an id")
    # A repeat under a client key gets the first answer, whatever has become of the report since.
    repeated = outcome.kind == "unchanged" and sent.keeping.client_key is not None
    version = 1 if repeated else outcome.version
    return Receipt(
        id=outcome.id,
        tracking_token=outcome.tracking_token if outcome.of_sender else "",
        version=version_reference(outcome.id, version),
        created=outcome.kind == "created",
        danger=sent.assessment.report.danger,
    )
