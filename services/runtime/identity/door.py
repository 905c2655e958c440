"""The door all services share: it knows people by their session and programs by their key."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.runtime.identity.access import Actor, Keys
from services.runtime.identity.accounts import Accounts
from services.runtime.identity.keyring import Keyring


class AbsentDoor(Keys):
    """Of a process that lets nobody in, because nobody asks it: it was told of no identity."""

    def actor(self, key: str) -> Actor | None:
        del key
        return None


@dataclass(frozen=True, slots=True)
class Door:
    """What `create_app(keys=…)` asks who is calling."""

    keyring: Keyring
    accounts: Accounts

    def actor(self, key: str) -> Actor | None:
        return self.keyring.actor(key)

    def holder(self, account_id: str, epoch: int) -> Actor | None:
        return self.accounts.holder(account_id, epoch)

    def staff(self) -> Sequence[Actor]:
        """Everybody who can sign in, by login. Raises DatabaseUnavailable."""
        return [each.actor() for each in self.accounts.every() if not each.disabled]
