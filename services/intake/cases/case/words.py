"""Words for the steps of a case and for lengths of time, in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from services.intake.cases.case.steps import steps
from services.runtime.web.i18n import gettext, language, lazy_gettext, lazy_pgettext, ngettext

DECISION_WORDS: Final[Mapping[str, object]] = {
    "change_case": lazy_gettext("Case changed with its report"),
    "take_out": lazy_gettext("Report taken out into its own case"),
    "report_only": lazy_gettext("Report corrected, case left as it was"),
}
"""What is decided of a case whose report was corrected."""

OTHER_STEP_WORDS: Final[Mapping[str, object]] = {
    "open": lazy_gettext("Opened"),
    "link": lazy_gettext("Reports linked"),
    "unlink": lazy_gettext("Report taken out"),
    "due_soon": lazy_gettext("Due soon"),
    "deadline_passed": lazy_gettext("Deadline passed"),
    "escalate": lazy_gettext("Late for a day: passed up"),
    "danger": lazy_gettext("A danger was heard in a report"),
    "graver": lazy_gettext("A report is graver than it was"),
    **DECISION_WORDS,
    "undo": lazy_gettext("Undone"),
    "add_photo": lazy_gettext("Photo added"),
    "appeal": lazy_gettext("Appealed against the lateness"),
    "appeal_first": lazy_gettext("Appeal upheld at the first review"),
    "appeal_reject": lazy_gettext("Appeal rejected"),
    "exempt": lazy_gettext("Lateness excused"),
    "review_due": lazy_gettext("The day of review has come"),
    "ask_support": lazy_gettext("Ask another unit for support"),
    "set_due_day": lazy_gettext("Day set by which it is dealt with"),
    "claim": lazy_gettext("Claimed"),
    "hand_over": lazy_gettext("Given to a colleague"),
    "release": lazy_gettext("Given back"),
}
"""Steps that the table of steps does not hold: nobody chooses them from a list."""

STATE_WORDS: Final[Mapping[str, object]] = {
    "received": lazy_gettext("received"),
    "filed": lazy_gettext("filed"),
    "dispatched": lazy_gettext("dispatched"),
    "handling": lazy_gettext("being handled"),
    "verifying": lazy_gettext("being verified"),
    "suspended": lazy_pgettext("case", "suspended"),
    "shelved": lazy_gettext("waiting for a project"),
    "closed": lazy_gettext("closed"),
    "void": lazy_gettext("not accepted"),
}


def step_name(code: str) -> str:
    """What was done, for a reader; the code itself when nobody gave it a name."""
    step = steps().get(code)
    if step is not None:
        return step.name.in_language(language())
    return str(OTHER_STEP_WORDS.get(code, code))


def person_name(who: str) -> str:
    """The name of somebody whom the history writes with the role in front."""
    return who.partition(" ")[2] or who


def span(length: timedelta) -> str:
    """Days, hours or minutes: the largest of them that is not nothing."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)d minute", "%(num)d minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)d hour", "%(num)d hours", minutes // 60)
    return ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60))


def ago(length: timedelta) -> str:
    """How long something is past."""
    if length < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(time)s ago", time=span(length))
