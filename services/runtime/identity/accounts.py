"""Local accounts: adding people, signing in, changing and resetting passwords, ending sessions.

accounts = Accounts(open_database(settings.identity_database_url), SystemClock())
password = accounts.add("li.wei", "李巍", "officer", Scope(areas=("yunqiao",)))   # shown once
account = accounts.sign_in("li.wei", password)
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity import account_store as store
from services.runtime.identity.access import EVERYWHERE, ROLES, Actor, Role, Scope
from services.runtime.identity.account import Account, lock_after
from services.runtime.identity.passwords import (
    PasswordUnchanged,
    check_strength,
    draw_password,
    hashed,
    matches,
)
from services.runtime.identity.strangers import Strangers
from services.runtime.unavailable import DatabaseUnavailable

STALE: Final = timedelta(seconds=30)
"""How long a session is believed when nobody can be asked. Else it is asked for at every request,
by its account's key: whoever signs out is out at once, in every process."""
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
_NAME_LIMIT: Final = 200
_CACHE_LIMIT: Final = 10_000


class BadAccount(Exception):
    """An account cannot be made like this; `field` names the culprit."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class LoginTaken(Exception):
    """Somebody signs in with this name already."""


class NameTaken(Exception):
    """Somebody of this role is called the same; what they do could not be told apart."""


class NoSuchAccount(Exception):
    """Nobody signs in with this name."""


class SignInRefused(Exception):
    """The name or the password is wrong, or the account is disabled; which is not said."""


class AccountWaits(Exception):
    """Too many wrong passwords in a row; tried again from `until` on."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class _Seen(NamedTuple):
    account: Account | None
    at: datetime


class Accounts:
    """Safe to use from many threads; all methods raise DatabaseUnavailable."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._strangers = Strangers()

    def add(
        self,
        login: str,
        name: str,
        role: Role,
        scope: Scope = EVERYWHERE,
        *,
        must_change: bool = True,
    ) -> str:
        """A new account and the password it starts with, which cannot be read again.

        Raises BadAccount, LoginTaken, NameTaken.
        """
        login = login.strip().lower()
        _check(login, name, role)
        password = draw_password()
        account = Account(
            id=secrets.token_hex(6),
            login=login,
            name=name.strip(),
            role=role,
            scope=scope,
            epoch=1,
            must_change=must_change,
            disabled=False,
            failures=0,
            locked_until=None,
            created_at=self._clock.now(),
        )
        kept = hashed(password)

        def use(conn: Connection) -> None:
            known = {(each.role, each.name) for each in store.every(conn) if each.login != login}
            if (account.role, account.name) in known:
                raise NameTaken(account.name)
            store.add(conn, account, kept)

        try:
            self._database.write(use)
        except IntegrityError as error:
            raise LoginTaken(login) from error
        return password

    def sign_in(self, login: str, password: str) -> Account:
        """The account behind name and password. Raises SignInRefused or AccountWaits.

        The slow hash is computed outside any transaction.
        """
        name = login.strip().lower()
        found = self._database.read(lambda conn: store.by_login(conn, name))
        account = found.account if found else None
        now = self._clock.now()
        waits = account.waits_until(now) if account else self._strangers.waits_until(name, now)
        if waits is not None:
            raise AccountWaits(waits)
        if not matches(found.password if found else None, password):
            self._count_failure(account, name)
            raise SignInRefused
        if account is None or account.disabled:
            raise SignInRefused
        if account.failures:
            self._database.write(lambda conn: store.forgive(conn, account.id))
        return account

    def change_password(self, account_id: str, old: str, new: str) -> Account:
        """The account with its new password; its other sessions end.

        Raises SignInRefused or AccountWaits for the old one, a WeakPassword for the new one.
        """
        kept = self._database.read(lambda conn: store.by_id(conn, account_id))
        if kept is None:
            raise SignInRefused
        account = self.sign_in(kept.account.login, old)
        check_strength(new, account.login)
        if matches(kept.password, new):
            raise PasswordUnchanged
        changed = self._changed(account, hashed(new), must_change=False)
        if changed is None:
            raise SignInRefused
        return changed

    def reset(self, login: str) -> str:
        """A new password for somebody who lost theirs; it serves once, to choose an own one."""
        password = draw_password()
        kept = hashed(password)
        while self._changed(self._find(login), kept, must_change=True) is None:
            pass  # Somebody was quicker; this one is to be the last.
        return password

    def end_sessions(self, login: str, *, disable: bool = False) -> None:
        """Sign an account out everywhere, at once.

        A disabled account stays disabled, whatever is asked of it later.
        """
        account = self._find(login)
        self._database.write(lambda conn: store.end_sessions(conn, account.id, disable=disable))
        self._seen.clear()

    def sign_out(self, account_id: str, epoch: int) -> None:
        """Nobody comes in any more with a cookie of this epoch, wherever it was copied to."""
        self._database.write(lambda conn: store.end_epoch(conn, account_id, epoch))
        self._seen.pop(account_id, None)

    def every(self) -> Sequence[Account]:
        return self._database.read(store.every)

    def holder(self, account_id: str, epoch: int) -> Actor | None:
        """Who holds a session that was opened in this epoch; None when it is over."""
        account = self._recent(account_id)
        if account is None or account.disabled or account.epoch != epoch:
            return None
        return account.actor()

    def _recent(self, account_id: str) -> Account | None:
        now = self._clock.now()
        seen = self._seen.get(account_id)
        try:
            kept = self._database.read(lambda conn: store.by_id(conn, account_id))
        except DatabaseUnavailable:
            if seen is not None and now - seen.at < STALE:
                return seen.account
            raise
        account = kept.account if kept else None
        if len(self._seen) >= _CACHE_LIMIT:
            self._seen.clear()
        self._seen[account_id] = _Seen(account, now)
        return account

    def _count_failure(self, account: Account | None, name: str) -> None:
        if account is None:
            # What can be nobody's name tells nothing, and need not be remembered.
            if _LOGIN.fullmatch(name):
                self._strangers.count_failure(name, self._clock.now())
            return

        def count(conn: Connection) -> None:
            until = lock_after(store.count_failure(conn, account.id), self._clock.now())
            if until is not None:
                store.lock(conn, account.id, until)

        self._database.write(count)

    def _changed(self, account: Account, password: str, *, must_change: bool) -> Account | None:
        """None when the account's sessions were ended since it was read."""

        def change(conn: Connection) -> store.Kept | None:
            done = store.set_password(conn, account, password, must_change=must_change)
            return store.by_id(conn, account.id) if done else None

        kept = self._database.write(change)
        self._seen.clear()
        return None if kept is None else kept.account

    def _find(self, login: str) -> Account:
        kept = self._database.read(lambda conn: store.by_login(conn, login.strip().lower()))
        if kept is None:
            raise NoSuchAccount(login)
        return kept.account


def _check(login: str, name: str, role: str) -> None:
    if not _LOGIN.fullmatch(login):
        raise BadAccount("login")
    if not name.strip() or len(name) > _NAME_LIMIT:
        raise BadAccount("name")
    if role not in ROLES or role in ("resident", "device"):
        raise BadAccount("role")
