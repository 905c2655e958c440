"""How a request stands, in words for everybody."""

from collections.abc import Mapping

from services.contracts.case_events import CaseOutcome, CaseStatus
from services.intake.open311.faults import N_
from services.intake.open311.request import ServiceRequest

RECEIVED = N_("Received. Nothing further is known yet.")
STATES: Mapping[CaseStatus, str] = {
    "received": RECEIVED,
    "filed": N_("Accepted as a case."),
    "dispatched": N_("Passed to the responsible unit."),
    "handling": N_("The responsible unit is dealing with it."),
    "verifying": N_("Reported as done; somebody else is checking it."),
    "suspended": N_("It has to wait, and is looked at again."),
    "shelved": N_("It needs a renewal project. It stays open and is looked at again."),
    "closed": N_("Closed."),
    "void": N_("Not accepted."),
}
OUTCOMES: Mapping[CaseOutcome, str] = {
    "repaired": N_("Closed: repaired."),
    "made_safe": N_("Closed: made safe; the repair is to follow."),
    "passed_on": N_("Passed to the renewal projects."),
    "answered": N_("Closed: answered."),
    "not_ours": N_("Closed: not ours to handle."),
    "not_accepted": N_("Closed: not accepted."),
    "duplicate": N_("Closed: reported before, and handled there."),
}


def happening(kind: str) -> str:
    """The sentence for what happened, to be translated."""
    return next((words for state, words in STATES.items() if state == kind), N_("Changed"))


def state_of(found: ServiceRequest) -> str:
    """The sentence for how it stands, to be translated."""
    standing = found.standing
    if standing is None:
        return RECEIVED
    if found.status == "closed" and standing.outcome is not None:
        return OUTCOMES[standing.outcome]
    return STATES[standing.state]
