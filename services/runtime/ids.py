"""Ids and secrets that cannot be guessed or mistaken for one another."""

import secrets
import uuid

UNAMBIGUOUS = "23456789ABCDEFGHJKLMNPQRSTUVWXY"
"""31 symbols without look-alikes: no 0, 1, I, O, Z."""


def new_event_id() -> str:
    return str(uuid.uuid4())


def short_code(length: int) -> str:
    """Random symbols that survive being read out on the telephone."""
    return "".join(secrets.choice(UNAMBIGUOUS) for _ in range(length))


def secret_token() -> str:
    """160 random bits, safe in a URL."""
    return secrets.token_urlsafe(20)
