"""An account: a person of the staff who signs in with a name and a password.

Everything that depends on time takes it as an argument; nothing here touches a database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.runtime.identity.access import Actor, Role, Scope

FREE_FAILURES: Final = 5
"""Wrong passwords in a row before an account waits."""
_SHORTEST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(minutes=15)
"""Long enough to stop guessing, short enough that nobody can lock an officer out of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is known of a member of the staff; the password's hash stays in the store."""

    id: str
    login: str
    """Lower case; what is typed to sign in."""
    name: str
    role: Role
    scope: Scope
    epoch: int
    """Rises when sessions must end: a session with another epoch is over."""
    must_change: bool
    """The password was given out by somebody else and serves once, to choose an own one."""
    disabled: bool
    failures: int
    locked_until: datetime | None
    created_at: datetime

    def actor(self) -> Actor:
        return Actor(
            self.role,
            self.name,
            account_id=self.id,
            scope=self.scope,
            must_change=self.must_change,
        )

    def waits_until(self, now: datetime) -> datetime | None:
        """The moment from which signing in is tried again; None when it may be tried now."""
        if self.locked_until is None or self.locked_until <= now:
            return None
        return self.locked_until


def lock_after(failures: int, now: datetime) -> datetime | None:
    """Until when an account waits after so many wrong passwords in a row.

    The first wait is a minute and each further one twice as long, up to a quarter of an hour.
    """
    beyond = failures - FREE_FAILURES
    if beyond < 0:
        return None
    doublings = min(beyond, 10)
    wait: timedelta = min(_SHORTEST_WAIT * (1 << doublings), _LONGEST_WAIT)
    return now + wait
