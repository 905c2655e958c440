"""Forms of the desk: what was typed, as what a use case takes."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from services.contracts.case_events import CaseOutcome
from services.intake.cases.case import Saying
from services.intake.cases.refusals import MissingDetail

FIELDS = ("reason", "note", "outcome", "unit", "condition", "review_on", "photo")
ACTION_FIELDS = {
    "dispatch": ("condition", "unit"),
    "answer": ("outcome", "note"),
    "decline": ("outcome", "reason"),
}
"""One form holds all actions on a bundle; each reads its own part of it."""


def saying(typed: Mapping[str, str]) -> Saying:
    """Empty fields were not said. Raises MissingDetail for a day that is none."""
    values = {name: typed.get(name, "").strip() or None for name in FIELDS}
    return Saying(
        reason=values["reason"],
        note=values["note"],
        outcome=cast("CaseOutcome | None", values["outcome"]),
        unit=values["unit"],
        condition=values["condition"],
        review_on=_day(values["review_on"]),
        photo=values["photo"],
    )


def saying_for(action: str, typed: Mapping[str, str]) -> Saying:
    """What was typed for one of the actions on a bundle."""
    return saying({name: typed.get(name, "") for name in ACTION_FIELDS[action]})


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MissingDetail("review_on", "day") from error
