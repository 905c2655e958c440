"""Every rate by its code: its name, what it counts in words, and the definition that counts it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from services.intake.figures import definitions as by_definition
from services.intake.figures.counts import Counts
from services.intake.figures.share import Share
from services.runtime.web.i18n import lazy_gettext, lazy_pgettext


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate as it is shown."""

    name: object
    counted: object
    """Numerator and denominator in one sentence."""
    of: Callable[[Counts], Share]


FIGURES: Final[Mapping[str, Figure]] = {
    "rectified_limited": Figure(
        lazy_gettext("Rectified, to be done within a limit"),
        lazy_gettext("Closed among the cases due, of kinds with a limit by law."),
        lambda counts: by_definition.rectification(counts.due_limited),
    ),
    "rectified_best_effort": Figure(
        lazy_gettext("Rectified, to be done when means allow"),
        lazy_gettext("Closed among the cases due, of all other kinds."),
        lambda counts: by_definition.rectification(counts.due_best_effort),
    ),
    "repaired_of_due": Figure(
        lazy_gettext("Repaired"),
        lazy_gettext("Closed as repaired among the cases due: nothing else mends anything."),
        lambda counts: by_definition.repaired_of_due(counts.due),
    ),
    "on_time": Figure(
        lazy_gettext("On time"),
        lazy_gettext("Not late among the cases due. No exemption changes this figure."),
        lambda counts: by_definition.on_time(counts.due),
    ),
    "on_time_exempted": Figure(
        lazy_gettext("On time, exemptions left out"),
        lazy_gettext("Not late among the cases due, without those exempted on appeal."),
        lambda counts: by_definition.on_time_exempted(counts.due),
    ),
    "verified": Figure(
        lazy_gettext("Verified by somebody else"),
        lazy_gettext("Checked by somebody else than the handler, among the closed cases."),
        by_definition.verified,
    ),
    "reopened": Figure(
        lazy_gettext("Reopened"),
        lazy_gettext("Taken up again later, among the cases that had ended."),
        by_definition.reopened,
    ),
    "without_repair": Figure(
        lazy_gettext("Closed without repair"),
        lazy_gettext("Ended in any way but as repaired, among the cases that ended."),
        by_definition.without_repair,
    ),
    "disputed": Figure(
        lazy_pgettext("rate", "Disputed"),
        lazy_gettext("Somebody said that it is not fixed, among the cases that ended."),
        by_definition.disputed,
    ),
    "upheld": Figure(
        lazy_gettext("Disputes upheld"),
        lazy_gettext("Somebody else agreed with the dispute, among the disputed cases."),
        by_definition.upheld,
    ),
    "response": Figure(
        lazy_gettext("Response rate"),
        lazy_gettext("The reporters were told of a first step, among the cases opened."),
        by_definition.response,
    ),
    "solution": Figure(
        lazy_gettext("Solution rate"),
        lazy_gettext(
            "Repaired or answered with no dispute that waits or was upheld, among closed cases."
        ),
        by_definition.solution,
    ),
    "satisfaction": Figure(
        lazy_gettext("Satisfaction rate"),
        lazy_gettext("People who said it is well done, among those who said anything."),
        by_definition.satisfaction,
    ),
    "dispatch_accuracy": Figure(
        lazy_gettext("Dispatch accuracy"),
        lazy_gettext("Not sent back by the unit, among the dispatches."),
        by_definition.dispatch_accuracy,
    ),
}
