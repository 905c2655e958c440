"""Words of the residents' pages that depend on a value."""

from collections.abc import Mapping

from services.contracts.intake_events import RequestType
from services.contracts.projectbank_events import ProjectStatus
from services.runtime.web.i18n import lazy_gettext

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
    "suspended": lazy_gettext("suspended"),
    "lapsed": lazy_gettext("lapsed"),
}
PLACE_KIND_WORDS: Mapping[str, object] = {
    "landmark": lazy_gettext("Landmarks"),
    "road": lazy_gettext("Roads"),
}
