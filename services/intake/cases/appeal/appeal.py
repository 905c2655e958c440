"""An appeal against a lateness: one for each clock of a case, two reviews by two people. Pure.

What is granted exempts the lateness from the assessment and from nothing else: `cases.late` stays
as it was noted, `cases.exempted` stands beside it, and every figure shows both.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from services.intake.cases.appeal.refusals import (
    AppealedAlready,
    NothingToReview,
    NotLate,
    NotYourReview,
)
from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import MissingDetail, NotYourUnit

Verdict = Literal["upheld", "rejected"]
VERDICTS: Final[tuple[Verdict, ...]] = ("upheld", "rejected")
AppealState = Literal["first_review", "second_review", "granted", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one reviewer decided, and why."""

    by: str
    at: datetime
    verdict: Verdict
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """The appeal of one clock of a case."""

    case: str
    round: int
    """How often the case had been reopened: each time a new clock begins."""
    unit: str | None
    """The unit that was responsible when it was asked."""
    reason: str
    by: str
    at: datetime
    first: Review | None = None
    second: Review | None = None

    @property
    def state(self) -> AppealState:
        reviews = [review for review in (self.first, self.second) if review is not None]
        if any(review.verdict == "rejected" for review in reviews):
            return "rejected"
        states: tuple[AppealState, ...] = ("first_review", "second_review", "granted")
        return states[len(reviews)]

    @property
    def waits(self) -> bool:
        return self.state in ("first_review", "second_review")


def appealed(
    case: Case, known: Appeal | None, reason: str | None, who: Worker, now: datetime
) -> Appeal:
    """The new appeal. `known` is the one that there is for this clock of the case.

    Raises NotYourUnit, NotLate, AppealedAlready, MissingDetail.
    """
    if who.units and case.unit not in who.units:
        raise NotYourUnit(case.id)
    if case.state == "void" or not case.clock.is_late(now):
        raise NotLate(case.id)
    if known is not None:
        raise AppealedAlready(case.id)
    if not reason:
        raise MissingDetail("reason", "required")
    return Appeal(
        case=case.id, round=case.reopened, unit=case.unit, reason=reason, by=who.name, at=now
    )


def reviewed(
    appeal: Appeal | None,
    case: Case,
    verdict: Verdict,
    why: str | None,
    who: Worker,
    now: datetime,
) -> Appeal:
    """The appeal after the next review: the first one that rejects ends it.

    Nobody reviews who asked, handled the case, reviewed it before or works for the unit that is
    responsible. Raises NothingToReview, NotYourReview, MissingDetail.
    """
    if appeal is None or not appeal.waits or appeal.round != case.reopened:
        raise NothingToReview(case.id)
    concerned = {appeal.by, case.handler, appeal.first.by if appeal.first else None}
    if who.name in concerned or (who.units and {appeal.unit, case.unit} & set(who.units)):
        raise NotYourReview(case.id)
    if not why:
        raise MissingDetail("reason", "required")
    review = Review(by=who.name, at=now, verdict=verdict, why=why)
    if appeal.first is None:
        return replace(appeal, first=review)
    return replace(appeal, second=review)
