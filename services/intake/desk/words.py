"""Words of the desk that depend on a value."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from services.intake.cases.case.words import span
from services.intake.cases.clock.clock import Clock
from services.intake.feedback.join_report import ADDED
from services.intake.reports.receiving.acceptance import SENT_AGAIN
from services.intake.reports.store import Change
from services.runtime.web.i18n import gettext, lazy_gettext

OUTCOME_WORDS: Final[Mapping[str, object]] = {
    "repaired": lazy_gettext("repaired"),
    "made_safe": lazy_gettext("made safe, repair to follow"),
    "passed_on": lazy_gettext("passed to a need or project"),
    "answered": lazy_gettext("answered"),
    "not_ours": lazy_gettext("not ours"),
    "not_accepted": lazy_gettext("not accepted"),
    "duplicate": lazy_gettext("duplicate"),
}
SEVERITY_WORDS: Final[Mapping[int, object]] = {
    1: lazy_gettext("nuisance"),
    2: lazy_gettext("impairs daily life"),
    3: lazy_gettext("may hurt somebody"),
    4: lazy_gettext("danger to life"),
}
_CASE_CHANGES: Final[Mapping[str, object]] = {
    r"case (\S+) opened": lazy_gettext("Case %(case)s was opened from it"),
    r"case (\S+) undone": lazy_gettext("Case %(case)s was undone"),
    r"linked to case (\S+)": lazy_gettext("Linked to case %(case)s"),
    r"taken out of case (\S+)": lazy_gettext("Taken out of case %(case)s"),
    r"taken out into case (\S+)": lazy_gettext("Taken out into case %(case)s, its own"),
}
_UNTYPED: Final[Mapping[str, object]] = {
    ADDED: lazy_gettext("Somebody added words that speak of a danger"),
    SENT_AGAIN: lazy_gettext("It was sent again with other content"),
}
"""Reasons that nobody typed, as the history of a report keeps them."""
Urgency = Literal["late", "due-soon", "on-time", "waiting", "done"]


class TimeLeft(NamedTuple):
    """How a clock stands: a class of the look, and words."""

    look: Urgency
    words: str


def time_left(clock: Clock, now: datetime, *, is_open: bool) -> TimeLeft | None:
    """None where there is no limit. Real time, as a person at the desk counts it."""
    if clock.due_at is None:
        return None
    if clock.is_late(now):
        if not is_open or clock.running_since is None:
            return TimeLeft("late", gettext("was late"))
        return TimeLeft("late", gettext("late by %(time)s", time=span(now - clock.due_at)))
    if not is_open:
        return TimeLeft("done", gettext("on time"))
    if clock.running_since is None:
        return TimeLeft("waiting", gettext("clock stopped"))
    left = clock.due_at - now
    look: Urgency = "due-soon" if clock.is_due_soon(now) else "on-time"
    return TimeLeft(look, gettext("%(time)s left", time=span(left)))


def reason_of(change: Change) -> str:
    """Why a report was changed, in the reader's language where no officer wrote it."""
    if "case_id" in change.before:
        for pattern, said in _CASE_CHANGES.items():
            if found := re.fullmatch(pattern, change.why):
                return str(said) % {"case": found[1]}
    return said_why(change.why)


def said_why(why: str) -> str:
    """A reason, in the reader's language where nobody typed it."""
    return str(_UNTYPED.get(why, why))
