"""Words of the residents' pages that depend on a value."""

from collections.abc import Mapping

from services.contracts.intake_events import RequestType
from services.contracts.projectbank_events import ProjectStatus
from services.intake.reports.report import Notify
from services.runtime.web.i18n import lazy_gettext, lazy_pgettext

REQUEST_TYPE_WORDS: Mapping[RequestType, object] = {
    "complaint": lazy_gettext("A complaint"),
    "help": lazy_gettext("A call for help"),
    "suggestion": lazy_gettext("A suggestion"),
    "enquiry": lazy_gettext("A question"),
    "tip_off": lazy_gettext("A tip-off (never public)"),
    "praise": lazy_gettext("Praise"),
}
PROJECT_STATE_WORDS: Mapping[ProjectStatus, object] = {
    "idea": lazy_gettext("being considered"),
    "reserve": lazy_gettext("in reserve"),
    "ready": lazy_gettext("ready to be planned"),
    "planned": lazy_gettext("in this year's plan"),
    "tender": lazy_gettext("out to tender"),
    "building": lazy_gettext("being built"),
    "phased_acceptance": lazy_gettext("partly accepted"),
    "accepted": lazy_gettext("finished and accepted"),
    "handed_over": lazy_gettext("handed over for upkeep"),
    "evaluated": lazy_gettext("evaluated"),
    "exited": lazy_gettext("taken out of the bank"),
    "suspended": lazy_pgettext("project", "suspended"),
    "lapsed": lazy_gettext("lapsed"),
}
PLACE_KIND_WORDS: Mapping[str, object] = {
    "landmark": lazy_gettext("Landmarks"),
    "road": lazy_gettext("Roads"),
}
CASE_STEP_WORDS: Mapping[str, object] = {
    "open": lazy_gettext("Taken up"),
    "file": lazy_gettext("Filed"),
    "decline": lazy_gettext("Not taken on"),
    "answer": lazy_gettext("Answered"),
    "dispatch": lazy_gettext("Handed to the responsible unit"),
    "send_back": lazy_gettext("Sent back to be handed to somebody else"),
    "hand_back": lazy_gettext("Dealt with; somebody else now checks it"),
    "redo": lazy_gettext("Not good enough yet; the unit works on it again"),
    "close": lazy_gettext("Checked and closed"),
    "suspend": lazy_gettext("Waiting"),
    "resume": lazy_gettext("Work goes on"),
    "shelve": lazy_gettext("Only a renewal project can end this; it stays open"),
    "take_up": lazy_gettext("Taken up again"),
    "reopen": lazy_gettext("Opened again"),
    "deadline_passed": lazy_gettext("The time limit has passed; we are sorry"),
    "support_asked": lazy_gettext("Another unit helps"),
    "support_done": lazy_gettext("The unit that helps has done its part"),
}
OUTCOME_SENTENCES: Mapping[str, object] = {
    "repaired": lazy_gettext("It has been repaired."),
    "made_safe": lazy_gettext("It has been made safe; the repair follows."),
    "passed_on": lazy_gettext("It was passed to the renewal projects."),
    "answered": lazy_gettext("The staff have answered."),
    "not_ours": lazy_gettext("It is not for us to do."),
    "not_accepted": lazy_gettext("It could not be accepted."),
    "duplicate": lazy_gettext("It is being dealt with under an earlier report."),
}
NOTIFY_WORDS: Mapping[Notify, object] = {
    "stages": lazy_gettext("Every stage"),
    "answer": lazy_gettext("Only the answer"),
    "nothing": lazy_gettext("Nothing"),
}
"""What somebody is told of."""
