"""Words of the desk that depend on a value."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from services.intake.cases.clock.clock import Clock
from services.intake.cases.words import span
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
