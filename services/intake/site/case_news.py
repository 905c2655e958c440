"""What the reporter of a case is told of it: steps that matter to a neighbour, and no persons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.contracts.case_events import CaseOutcome
from services.intake.cases.case.store import Taken
from services.intake.cases.supporting.support import Support

TOLD: Final = (
    "open",
    "file",
    "decline",
    "answer",
    "dispatch",
    "send_back",
    "hand_back",
    "redo",
    "close",
    "suspend",
    "resume",
    "shelve",
    "take_up",
    "reopen",
    "deadline_passed",
)
"""Steps between the staff (accepting, linking, undoing) are not news."""
_WITH_OUTCOME: Final = ("decline", "answer", "close", "shelve")
"""An outcome counts once it is verified; before that it is the unit's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """One step of the case as the reporter may read it."""

    step: str
    at: datetime
    unit: str | None
    """Code of the responsible unit where the step concerns it."""
    outcome: CaseOutcome | None
    note: str | None
    """The staff's sentence for residents, masked."""
    review_on: date | None


def news_of(taken: Sequence[Taken], supports: Sequence[Support] = ()) -> Sequence[CaseNews]:
    """The news of a case from its steps, oldest first, and after them who helps the lead.

    What was said with a step that was taken back later stays: it was read.
    """
    found: list[CaseNews] = []
    handed: Taken | None = None
    unit: str | None = None
    for step in taken:
        unit = step.details.get("dispatched_to") or unit
        if step.step == "hand_back":
            handed = step
        said = handed if step.step == "close" and handed is not None else step
        if step.step in TOLD:
            found.append(_news(step, said, unit))
    return [*found, *_help(supports)]


def _help(supports: Sequence[Support]) -> Iterator[CaseNews]:
    """That another unit helps, and that it did; what is said between the units stays there."""
    for each in supports:
        if each.state in ("asked", "done"):
            yield _helping("support_asked", each.asked_at, each.unit)
        if each.state == "done" and each.ended_at is not None:
            yield _helping("support_done", each.ended_at, each.unit)


def _helping(step: str, at: datetime, unit: str) -> CaseNews:
    return CaseNews(step=step, at=at, unit=unit, outcome=None, note=None, review_on=None)


def _news(step: Taken, said: Taken, unit: str | None) -> CaseNews:
    final = step.step in _WITH_OUTCOME
    review = step.details.get("review_on")
    return CaseNews(
        step=step.step,
        at=step.at,
        unit=unit,
        outcome=said.outcome if final else None,
        note=said.note if final else None,
        review_on=date.fromisoformat(review) if review else None,
    )
