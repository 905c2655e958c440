"""Passing or withholding one report or photo: once, by one officer, with the history kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from services.contracts.intake_events import Audience
from services.intake.moderation import store
from services.intake.moderation.judgement import LONGEST_WHY, Item, Judgement, Kind
from services.intake.moderation.queue import photo_item, report_item
from services.intake.moderation.refusals import JudgedMeanwhile, NothingToJudge, WhyNeeded
from services.intake.photos import store as photo_store
from services.intake.reports.audience import Verdict
from services.intake.reports.changing.corrections import locked
from services.intake.reports.changing.next_version import keep_next
from services.intake.reports.in_scope import WorksOn, lies_in_scope
from services.intake.reports.publishing import Mask
from services.intake.reports.report import Report
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import Scope
from services.runtime.outbox import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an officer decides, from what was read."""

    verdict: Verdict
    why: str
    mark: str
    """The item's when it was read; it differs when somebody was first."""


@dataclass(frozen=True, slots=True)
class JudgeItem:
    """Use case. Safe for threads: of two who judge one thing, one wins.

    Passed, a report is public when its reporter agreed and its kind may be; withheld, it is for
    the staff. Either is a next version of it, told as an event. A photo that passed is shown with
    its report. Both can be decided anew later.
    """

    database: Database
    outbox: Outbox
    audience: Callable[[Report, Verdict], Audience]
    mask: Mask
    clock: Clock
    works_on: WorksOn

    def judge(self, kind: Kind, subject: str, decision: Decision, who: str, scope: Scope) -> Item:
        """The item afterwards. Raises a ModerationRefusal; nothing has changed then."""
        why = decision.why.strip()
        if decision.verdict == "withheld" and not why:
            raise WhyNeeded("required")
        if len(why) > LONGEST_WHY:
            raise WhyNeeded("length")
        decision = replace(decision, why=self.mask(why).text if why else "")

        def use(conn: Connection) -> Item:
            item = self._held(conn, kind, subject, decision, scope)
            now = self.clock.now()
            judgement = Judgement(
                number=item.judged + 1,
                verdict=decision.verdict,
                at=now,
                who=who,
                why=decision.why,
                about=item.digest if kind == "report" else None,
            )
            store.add(conn, kind, item.subject, judgement)
            self._apply(conn, item, judgement)
            return _found(conn, kind, item.subject)

        return self.database.write(use)

    def _held(
        self, conn: Connection, kind: Kind, subject: str, decision: Decision, scope: Scope
    ) -> Item:
        """The item, locked until the transaction ends."""
        if kind == "report":
            locked(conn, subject)
        else:
            photo_store.by_id(conn, subject, lock=True)
        item = _found(conn, kind, subject)
        if not within(conn, [item], scope, self.works_on):
            raise NothingToJudge(subject)
        if item.mark != decision.mark:
            last = store.history(conn, kind, item.subject)[-1:]
            raise JudgedMeanwhile(*((last[0].who, last[0].verdict, last[0].at) if last else ()))
        return item

    def _apply(self, conn: Connection, item: Item, judgement: Judgement) -> None:
        if item.photo is not None:
            audience: Audience = "public" if judgement.verdict == "passed" else "staff"
            photo_store.judge(conn, item.photo.id, audience)
        elif item.report is not None and item.digest is not None:
            self._show(conn, item.report, item.digest, judgement)

    def _show(self, conn: Connection, report: Report, digest: str, judgement: Judgement) -> None:
        audience = self.audience(report, judgement.verdict)
        if audience == report.audience:
            return
        after = replace(report, version=report.version + 1, audience=audience)
        keep_next(
            conn,
            self.outbox,
            report,
            after,
            at=judgement.at,
            who=judgement.who,
            why=judgement.why or judgement.verdict,
            digest=digest,
        )


def within(conn: Connection, items: Sequence[Item], scope: Scope, works_on: WorksOn) -> list[Item]:
    """Those that somebody with this scope judges; what has no area is everybody's."""
    mine = works_on(conn, [item.report for item in items if item.report is not None], scope)

    def is_mine(item: Item) -> bool:
        if item.report is not None:
            return item.report.id in mine
        here = lies_in_scope(item.area_path, scope)
        return here and (item.case is None or scope.holds_unit(item.case.unit))

    return [item for item in items if is_mine(item)]


def _found(conn: Connection, kind: Kind, subject: str) -> Item:
    item = report_item(conn, subject) if kind == "report" else photo_item(conn, subject)
    if item is None:
        raise NothingToJudge(subject)
    return item
