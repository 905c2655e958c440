"""Refusals of GeoReport v2: a status that is 400, 403 or 404, and one sentence per fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(sentence: str) -> str:
    """Mark a sentence for translation; it is translated when it is answered."""
    return sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one argument. Holds no value that was sent, so it may be logged."""

    argument: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


class Refused(Exception):
    """Nothing was stored; every fault that was found is told."""

    status = 400

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.argument}: {fault.sentence}" for fault in faults))
        self.faults = faults


class NotThere(Refused):
    """What the address or the service code names does not exist, or is not public."""

    status = 404


class KeyNeeded(Refused):
    """The key is missing, unknown, withdrawn, or not one that may report."""

    status = 403


class TooMany(Refused):
    """The client asks for more than its share. Beyond the standard, which has no such answer."""

    status = 429


def no_such_service() -> NotThere:
    return NotThere(
        Fault("service_code", N_("There is no such service; the service list has all."))
    )


def no_such_request() -> NotThere:
    return NotThere(
        Fault("service_request_id", N_("There is no such request, or it is not public."))
    )


def no_such_token() -> NotThere:
    return NotThere(Fault("token", N_("This token was never given out.")))
