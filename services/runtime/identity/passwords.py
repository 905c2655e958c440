"""Passwords: which are good enough, how they are kept, how one is drawn for somebody else."""

import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.runtime.ids import UNAMBIGUOUS

SHORTEST: Final = 10
LONGEST: Final = 200
"""Code points. The upper bound only keeps a form from feeding megabytes to a slow hash."""
_FEWEST_DIFFERENT: Final = 5
_DRAWN_GROUPS: Final = 4
_GROUP: Final = 4

# OWASP Password Storage Cheat Sheet, Argon2id: 19 MiB, 2 passes, 1 lane. The library's default
# of 64 MiB would let a handful of sign-ins at once outgrow the memory of an api process.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODYS: Final = _HASHER.hash(secrets.token_urlsafe(16))


class WeakPassword(Exception):
    """A password breaks a rule; the subclass says which."""


class PasswordTooShort(WeakPassword):
    """Fewer than SHORTEST characters."""


class PasswordTooLong(WeakPassword):
    """More than LONGEST characters."""


class PasswordTooPlain(WeakPassword):
    """A few characters over and over, or the name that is typed beside it."""


class PasswordUnchanged(WeakPassword):
    """The new password is the old one."""


def check_strength(password: str, login: str) -> None:
    """Raises the WeakPassword that it breaks.

    Length decides (NIST SP 800-63B, 3.1.1.2): no rule asks for digits or signs.
    """
    text = _plain(password)
    if len(text) < SHORTEST:
        raise PasswordTooShort
    if len(text) > LONGEST:
        raise PasswordTooLong
    if len(set(text)) < _FEWEST_DIFFERENT or login in text.casefold():
        raise PasswordTooPlain


def hashed(password: str) -> str:
    """What is kept instead of the password: Argon2id with its own salt (RFC 9106)."""
    return _HASHER.hash(_plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one. Without a kept one it takes as long and says no, so
    that the time of the answer does not tell which names exist."""
    try:
        return _HASHER.verify(kept or _NOBODYS, _plain(password)[:LONGEST]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def draw_password() -> str:
    """About 79 random bits in groups that survive being read out: 7K3QX-style, 4 x 4."""
    groups = (
        "".join(secrets.choice(UNAMBIGUOUS) for _ in range(_GROUP)) for _ in range(_DRAWN_GROUPS)
    )
    return "-".join(groups)


def _plain(password: str) -> str:
    """The same characters whatever keyboard wrote them (NFKC, as RFC 8265 asks)."""
    return unicodedata.normalize("NFKC", password)
