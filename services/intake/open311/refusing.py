"""What exceptions mean to a client of GeoReport: a status, and faults to be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.intake.open311.faults import N_, Fault, Refused
from services.intake.reports.faults import BrokenRule, RefusedReport
from services.runtime.identity.access import KeyRefused, RoleRefused
from services.runtime.unavailable import Unavailable

RETRY_SECONDS = 5
_ARGUMENTS: Mapping[str, str] = {
    "/address": "address_string",
    "/object": "address_id",
    "/contact/name": "first_name",
    "/contact/phone": "phone",
    "/contact/email": "email",
    "/reporter_key": "account_id",
}
"""What an argument is called here, where intake calls it otherwise."""
_ATTRIBUTE = "/attributes/"
_BY_STATUS: Mapping[int, str] = {
    404: N_("There is no such call."),
    405: N_("This call does not answer that method."),
    413: N_("The body is too large."),
    421: N_("This is not the address of this installation."),
    429: N_("Please wait a minute and try again."),
}
_UNREADABLE = N_("The request cannot be read.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer to a request that failed. An argument may be empty, when none is to blame."""

    status: int
    faults: tuple[Fault, ...]
    retry_after: int | None = None


def refusal(error: Exception) -> Refusal | None:
    """None when the error is a fault of ours that nobody foresaw."""
    if isinstance(error, Refused):
        return Refusal(error.status, error.faults, 60 if error.status == 429 else None)
    if isinstance(error, RefusedReport):
        return Refusal(400, tuple(_fault(rule) for rule in error.broken))
    if isinstance(error, BrokenRule):
        return Refusal(400, (_fault(error),))
    if isinstance(error, KeyRefused | RoleRefused):
        return Refusal(403, (Fault("api_key", N_("This api_key is not known, or was withdrawn.")),))
    if isinstance(error, Unavailable):
        sentence = N_("A part that this needs is away; please try again shortly.")
        return Refusal(503, (Fault("", sentence),), RETRY_SECONDS)
    return None


def refusal_of_status(status: int) -> Refusal:
    """For what was refused before the call was reached: routing, sizes, rates."""
    faults = (Fault("", _BY_STATUS.get(status, _UNREADABLE)),)
    return Refusal(status, faults, 60 if status == 429 else None)


def _fault(rule: BrokenRule) -> Fault:
    pointer = rule.pointer
    if pointer.startswith(_ATTRIBUTE):
        return Fault(f"attribute[{pointer.removeprefix(_ATTRIBUTE)}]", rule.detail)
    return Fault(_ARGUMENTS.get(pointer, pointer.rpartition("/")[2]), rule.detail)
