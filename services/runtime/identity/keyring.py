"""Giving out keys, withdrawing them, and finding out whose key it is.

keyring = Keyring(open_database(settings.identity_database_url), SystemClock())
key = keyring.add_key("officer", "Front desk")      # the only time the key is seen
app = create_app(…, keys=keyring)
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity import store
from services.runtime.identity.access import ROLES, Actor, Role
from services.runtime.identity.keys import KeyRecord, draw_key, draw_key_id, fingerprint
from services.runtime.unavailable import DatabaseUnavailable

FRESH: Final = timedelta(seconds=15)
"""A looked-up key is believed this long without asking again."""
STALE: Final = timedelta(seconds=30)
"""…and this long when the database cannot be asked; so a withdrawal bites within 30 s."""
_NAME_LIMIT: Final = 200
_CACHE_LIMIT: Final = 10_000


class UnknownRole(Exception):
    """The role is none of ours."""


class UnnamedKey(Exception):
    """A key needs a name of 1 to 200 characters, or nobody will know whose it is."""


class NoSuchKey(Exception):
    """There is no key with this id that could be withdrawn."""


class _Seen(NamedTuple):
    actor: Actor | None
    at: datetime


class Keyring:
    """Safe to use from many threads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[str, _Seen] = {}

    def add_key(self, role: str, name: str) -> str:
        """Give out a new key and return it; it cannot be read again later."""
        if role not in ROLES:
            raise UnknownRole(role)
        if not name.strip() or len(name) > _NAME_LIMIT:
            raise UnnamedKey
        known: Role = role
        key = draw_key()
        record = KeyRecord(draw_key_id(), known, name.strip(), self._clock.now())
        self._database.write(lambda conn: store.save(conn, record, fingerprint(key)))
        return key

    def keys(self) -> list[KeyRecord]:
        """Every key ever given out, withdrawn ones included, oldest first."""
        return self._database.read(store.every)

    def revoke(self, key_id: str) -> None:
        """Withdraw a key: this process refuses it at once, every other within 30 s."""
        moment = self._clock.now()
        if not self._database.write(lambda conn: store.revoke(conn, key_id, moment)):
            raise NoSuchKey(key_id)
        self._seen.clear()

    def actor(self, key: str) -> Actor | None:
        """Who owns the key; None when it is unknown or withdrawn."""
        mark = fingerprint(key)
        now = self._clock.now()
        seen = self._seen.get(mark)
        if seen is not None and now - seen.at < FRESH:
            return seen.actor
        try:
            record = self._database.read(lambda conn: store.find(conn, mark))
        except DatabaseUnavailable:
            if seen is not None and now - seen.at < STALE:
                return seen.actor
            raise
        actor = _owner(record)
        if len(self._seen) >= _CACHE_LIMIT:
            self._seen.clear()
        self._seen[mark] = _Seen(actor, now)
        return actor


def _owner(record: KeyRecord | None) -> Actor | None:
    if record is None or record.revoked_at is not None:
        return None
    return Actor(record.role, record.name, record.id)
