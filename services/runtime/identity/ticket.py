"""What a signed session cookie says of a signed-in person: who, in which epoch, since when."""

import time
from typing import Final, NamedTuple

from flask import session

LONGEST: Final = 12 * 3600
"""Seconds after which a session is over even when it is used."""
_NAME: Final = "staff"


class Ticket(NamedTuple):
    account_id: str
    epoch: int


def sent_ticket() -> Ticket | None:
    """The ticket of this request's session; None without one or when it is too old.

    The cookie is signed; what it holds was written by `remember`.
    """
    kept = session.get(_NAME)
    if kept is None:
        return None
    account_id, epoch, since = kept
    return Ticket(account_id, epoch) if 0 <= time.time() - since <= LONGEST else None


def remember(ticket: Ticket) -> None:
    """Begin a session. What an earlier one held is dropped, so none can be planted before."""
    session.clear()
    session[_NAME] = [ticket.account_id, ticket.epoch, int(time.time())]


def forget() -> None:
    session.clear()
