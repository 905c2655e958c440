"""Which program is posting: its key, whether it may report, and how often."""

from collections.abc import Mapping, Sequence

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from services.intake.open311.faults import N_, Fault, KeyNeeded, TooMany
from services.runtime.identity.access import Actor, Keys, Role

REPORTING_ROLES: tuple[Role, ...] = ("resident", "officer", "device")
PER_CLIENT = 600
"""Requests that one client may create in a minute."""
WRONG_KEYS = 30
"""Keys that one address may try in a minute."""


class Clients:
    """Knows clients by their keys. Counts live in the memory of one process. Safe for threads."""

    def __init__(self, keys: Keys, *, limited: bool, per_client: int = PER_CLIENT) -> None:
        self._keys = keys
        self._limited = limited
        self._reports = RateLimitItemPerMinute(per_client)
        self._guesses = RateLimitItemPerMinute(WRONG_KEYS)
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def reporting(self, key: str | None, address: str) -> Actor:
        """The client behind the key, which is counted. `address` is where the request came from.

        Raises KeyNeeded without a key that may report, TooMany, DatabaseUnavailable.
        """
        if not key:
            raise KeyNeeded(Fault("api_key", N_("Creating a request needs an api_key.")))
        if self._limited and not self._counts.test(self._guesses, "guess", address):
            raise _too_many()
        actor = self._keys.actor(key)
        if actor is None:
            self._counts.hit(self._guesses, "guess", address)
            raise KeyNeeded(Fault("api_key", N_("This api_key is not known, or was withdrawn.")))
        if not actor.may(*REPORTING_ROLES):
            raise KeyNeeded(Fault("api_key", N_("The role of this api_key may not report.")))
        if self._limited and not self._counts.hit(self._reports, "report", actor.key_id or ""):
            raise _too_many()
        return actor


def first_key(
    form: Mapping[str, str], arguments: Mapping[str, str], headers: Sequence[str | None]
) -> str | None:
    """The key of a request: in the form, as the standard has it, else in address or header."""
    candidates = (form.get("api_key"), arguments.get("api_key"), *headers)
    return next((key.strip() for key in candidates if key and key.strip()), None)


def _too_many() -> TooMany:
    return TooMany(Fault("api_key", N_("Please wait a minute and try again.")))
