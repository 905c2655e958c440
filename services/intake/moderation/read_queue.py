"""What an officer reads before judging: the queue, and one item with all that belongs to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from services.contracts.profile.model import Profile
from services.intake.moderation import queue, store
from services.intake.moderation.judge import within
from services.intake.moderation.judgement import Item, Judgement, Kind
from services.intake.moderation.refusals import NothingToJudge
from services.intake.photos import store as photo_store
from services.intake.photos.photo import Photo
from services.intake.reports.audience import Doubt
from services.intake.reports.in_scope import WorksOn
from services.intake.reports.report import Report
from services.runtime.database import Database
from services.runtime.identity.access import EVERYWHERE, Scope


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits within a scope, and how much that is; the list may be cut off."""

    items: Sequence[Item]
    waiting: int


@dataclass(frozen=True, slots=True)
class Opened:
    """One item, the photos beside it, and what was decided about it so far."""

    item: Item
    photos: Sequence[Photo]
    history: Sequence[Judgement]

    @property
    def shown(self) -> bool:
        """Whether everybody sees it now; a photo of a report is seen with that."""
        of_report = self.item.report is None or self.item.report.audience == "public"
        passed = self.item.photo is None or self.item.photo.audience == "public"
        return of_report and passed


@dataclass(frozen=True, slots=True)
class ReadQueue:
    """Use case of officers."""

    database: Database
    profile: Profile
    doubts: Callable[[Report], tuple[Doubt, ...]]
    works_on: WorksOn

    def read(self, scope: Scope) -> Queue:
        """What waits, oldest first; what has no area is everybody's."""
        return self.database.read(lambda conn: self._read(conn, scope))

    def _read(self, conn: Connection, scope: Scope) -> Queue:
        hidden = self._hidden()
        found = queue.waiting(conn, hidden, self.profile, scope)
        total = queue.count(conn, hidden)
        mine = within(conn, found, scope, self.works_on)
        return Queue(mine, total if scope == EVERYWHERE else len(mine))

    def open(self, kind: Kind, subject: str, scope: Scope) -> Opened:
        """One item, whether it waits or not. Raises NothingToJudge."""
        return self.database.read(lambda conn: self._opened(conn, kind, subject, scope))

    def reasons(self, item: Item) -> tuple[Doubt, ...]:
        """Why a report waits; none for a photo, which always does."""
        report = item.report
        if item.kind == "photo" or report is None or report.audience == "public":
            return ()
        # What is not found any more is what masking could not be sure of when it came in.
        unsure: tuple[Doubt, ...] = ("number",) if report.agreed and not item.judged else ()
        return self.doubts(report) or unsure

    def _hidden(self) -> list[str]:
        return queue.kept_from_all(self.profile)

    def _opened(self, conn: Connection, kind: Kind, subject: str, scope: Scope) -> Opened:
        found = queue.report_item if kind == "report" else queue.photo_item
        item = found(conn, subject)
        if item is None or not within(conn, [item], scope, self.works_on):
            raise NothingToJudge(subject)
        beside: Sequence[Photo] = ()
        if item.report is not None:
            beside = photo_store.of_report(conn, item.report.id)
        elif item.case is not None:
            beside = photo_store.of_case(conn, item.case.id)
        return Opened(item, beside, store.history(conn, kind, item.subject))
