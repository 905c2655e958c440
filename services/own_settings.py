"""Which settings each role is told: what it opens, what it reads, and no other's secrets.

A role opens what it is told of and nothing else. What is not its own it never reads, so that an
environment shared by all roles does no harm, and one role's environment need not name the others.
"""

from collections.abc import Mapping
from typing import Final

from services.runtime.settings import ENGINES, KNOWN

ROLES: Final = ("api", "relay", "worker")

DATABASES: Final[Mapping[str, str]] = {
    "intake": "CITYMEND_INTAKE_DATABASE_URL",
    "bank": "CITYMEND_BANK_DATABASE_URL",
    "search": "CITYMEND_SEARCH_DATABASE_URL",
    "identity": "CITYMEND_IDENTITY_DATABASE_URL",
}
"""By the word of what keeps its state there."""
_BUS: Final = "CITYMEND_BUS_URL"
_EVERY: Final = frozenset(("CITYMEND_HOME", "CITYMEND_LOG_LEVEL"))
PROFILE: Final = _EVERY | {"CITYMEND_PROFILE"}
"""Of a command that only reads the profile."""
_SERVING: Final = frozenset(
    (
        DATABASES["identity"],
        "CITYMEND_SECRET",
        "CITYMEND_PROFILE",
        "CITYMEND_TIMEZONE",
        "CITYMEND_PORT",
        "CITYMEND_PUBLIC_URL",
        "CITYMEND_HOSTS",
        "CITYMEND_TILES_URL",
        "CITYMEND_RATE_LIMITS",
        "CITYMEND_TRUSTED_PROXIES",
    )
)
"""What answers requests: it lets people in by identity's database, and signs their sessions."""
_TELLING: Final = frozenset(("CITYMEND_NOTICES_URL", "CITYMEND_PUBLIC_URL", "CITYMEND_PORT"))
"""Messages to people, and the address that their links begin with."""
_OF_A_SERVICE: Final[Mapping[str, Mapping[str, frozenset[str]]]] = {
    "intake": {
        "api": frozenset(("CITYMEND_PHOTOS_URL", *_TELLING)),
        # Pseudonyms and the codes that are sent out are made with the secret.
        "worker": frozenset(
            ("CITYMEND_SECRET", "CITYMEND_PROFILE", "CITYMEND_PHOTOS_URL", *_TELLING)
        ),
    },
    "bank": {"worker": frozenset(("CITYMEND_PROFILE",))},
    "search": {
        "api": frozenset(("CITYMEND_INDEX_URL",)),
        "worker": frozenset(("CITYMEND_INDEX_URL", "CITYMEND_PROFILE")),
    },
}


def told(word: str, role: str) -> frozenset[str]:
    """The settings of one role of one service.

    An api needs no bus: what it accepts waits in its own database until a relay sends it.
    """
    shared = _SERVING if role == "api" else frozenset((_BUS,))
    own = _OF_A_SERVICE[word].get(role, frozenset())
    return _EVERY | {DATABASES[word]} | shared | own


EVERYTHING: Final = frozenset(KNOWN)
"""Of a command that works on all services at once."""


def told_to_commands(*words: str) -> frozenset[str]:
    """The settings of a command that works on those services: what their workers are told, and
    the zone in which times are shown."""
    return _EVERY.union({"CITYMEND_TIMEZONE"}, *(told(word, "worker") for word in words))


def told_to_keepers(*words: str) -> frozenset[str]:
    """The settings of a command that looks after those services: as above, and beside them all
    that leads to no engine, so that it tells whatever is wrong in an environment."""
    return (EVERYTHING - ENGINES) | told_to_commands(*words)


def told_to_lookers(word: str) -> frozenset[str]:
    """The settings of a command that reads what one service keeps, without bus and without people:
    it runs wherever a role of the service may."""
    return told(word, "api") - {DATABASES["identity"], "CITYMEND_SECRET"}


def told_of_databases(*words: str) -> frozenset[str]:
    """Only what leads to those databases."""
    return _EVERY.union(DATABASES[word] for word in words)


def told_of_the_bus() -> frozenset[str]:
    """Only what leads to the bus."""
    return _EVERY | {_BUS}
