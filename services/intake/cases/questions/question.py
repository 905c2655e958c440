"""A report of an open case was corrected: does the case follow it? Pure.

Asked where the corrected category or place is another one than the case's. A place is another one
when its area is, or when it lies farther away than reports of one problem do.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from services.intake.cases.case.case import Case
from services.intake.reports.listing import distance
from services.intake.reports.report import Report

Aspect = Literal["category", "place"]
ASPECTS: Final[tuple[Aspect, ...]] = ("category", "place")
Decision = Literal["change_case", "take_out", "report_only"]
DECISIONS: Final[tuple[Decision, ...]] = ("change_case", "take_out", "report_only")
"""The case follows; the report gets a case of its own; all stays as it is."""
RadiusOf = Callable[[str], float]
"""Metres within which reports of a group may mean one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a case since one of its reports was corrected."""

    report: str
    case: str
    version: int
    """The report's, after the correction; a later one asks anew."""
    about: tuple[Aspect, ...]
    """In what the report differs from the case."""
    asked_at: datetime
    asked_by: str
    why: str
    """Of the correction."""
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision: Decision | None = None

    @property
    def is_decided(self) -> bool:
        return self.decided_at is not None


def choices_of(case: Case) -> tuple[Decision, ...]:
    """What may be decided: a case keeps at least one report."""
    return tuple(each for each in DECISIONS if each != "take_out" or case.reports > 1)


def corrected(before: Report, after: Report) -> tuple[Aspect, ...]:
    """What a next version of a report changes of what a case takes from it."""
    here, there = before.place, after.place
    moved = (here.area, here.lat, here.long) != (there.area, there.lat, there.long)
    found = {"category": before.category.code != after.category.code, "place": moved}
    return tuple(aspect for aspect in ASPECTS if found[aspect])


def differing(
    report: Report, case: Case, among: Collection[Aspect], radius_of: RadiusOf
) -> tuple[Aspect, ...]:
    """In which of these aspects the report is another one than its case."""
    found = {
        "category": report.category.code != case.category,
        "place": report.place.area != case.area or _is_far(report, case, radius_of),
    }
    return tuple(aspect for aspect in ASPECTS if aspect in among and found[aspect])


def _is_far(report: Report, case: Case, radius_of: RadiusOf) -> bool:
    place = report.place
    if place.lat is None or place.long is None or case.lat is None or case.long is None:
        return False
    return distance(place.lat, place.long, case.lat, case.long) > radius_of(case.group)
