"""States of needs and kinds of decisions, in the reader's language."""

from collections.abc import Mapping

from services.contracts.projectbank_events import NeedStatus
from services.projectbank.needs.decisions.decision import DecisionKind
from services.runtime.web.i18n import lazy_gettext

STATE_WORDS: Mapping[NeedStatus, object] = {
    "forming": lazy_gettext("forming"),
    "proposed": lazy_gettext("proposed"),
    "confirmed": lazy_gettext("confirmed"),
    "in_project": lazy_gettext("in a project"),
    "addressed": lazy_gettext("addressed"),
    "resolved": lazy_gettext("resolved"),
    "dismissed": lazy_gettext("dismissed"),
    "merged": lazy_gettext("merged"),
}
DECISION_WORDS: Mapping[DecisionKind, object] = {
    "confirm": lazy_gettext("confirm"),
    "dismiss": lazy_gettext("dismiss"),
    "reopen": lazy_gettext("reopen"),
    "merge": lazy_gettext("merge"),
    "split": lazy_gettext("split"),
    "move": lazy_gettext("move reports"),
    "pin": lazy_gettext("pin reports"),
    "describe": lazy_gettext("describe"),
}
