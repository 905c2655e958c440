"""An API key: 32 random bytes behind a prefix that a secret scanner can recognise.

Only the SHA-256 of a key is ever stored: the key has 256 random bits, so a slow hash adds nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from services.runtime.identity.access import Role

PREFIX: Final = "cm_"
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is known of a key that was given out; never the key itself."""

    id: str
    role: Role
    name: str
    created_at: datetime
    revoked_at: datetime | None = None


def draw_key() -> str:
    """A new key; shown once to its owner, then forgotten."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def draw_key_id() -> str:
    """A new id by which a key can be named and withdrawn."""
    return secrets.token_hex(6)


def fingerprint(key: str) -> str:
    """What is stored and looked up instead of the key: SHA-256 in hexadecimal."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
