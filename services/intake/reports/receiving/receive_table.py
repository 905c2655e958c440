"""What happens when a table of reports is taken over."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from services.intake.reports import store
from services.intake.reports.changing.learning import Learning
from services.intake.reports.faults import BrokenRule, RefusedReport
from services.intake.reports.in_scope import WITHOUT_END, Reach
from services.intake.reports.receiving.acceptance import Acceptance, Outcome, Sent
from services.intake.reports.receiving.digest import digest_of
from services.intake.reports.report import (
    Actor,
    ExternalKey,
    NewReport,
)
from services.runtime.database import Database

LARGEST_BATCH = 100
"""Rows of one transaction: a longer one would keep other writers waiting."""


class ReceiveTable:
    """The use cases that let tables in, and say beforehand what would become of them. Safe for
    threads."""

    def __init__(self, database: Database, acceptance: Acceptance, learning: Learning) -> None:
        self._database = database
        self._acceptance = acceptance
        self._learning = learning

    def receive_many(
        self, rows: Sequence[NewReport], actor: Actor, reach: Reach = WITHOUT_END
    ) -> list[Outcome]:
        """Take over up to LARGEST_BATCH rows in one transaction; one outcome per row, in order.

        A row that breaks a rule is rejected and stores nothing of itself; the others are kept.
        Raises DatabaseUnavailable, and then nothing of the batch was stored.
        """
        if len(rows) > LARGEST_BATCH:
            raise ValueError(f"{len(rows)} rows in one batch, at most {LARGEST_BATCH}")
        self._learning.catch_up()
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
