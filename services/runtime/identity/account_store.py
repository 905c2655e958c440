"""Storing accounts, on identity's own small database."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import (
    Connection,
    Row,
    insert,
    select,
    update,
)

from services.runtime.identity.access import Role, Scope
from services.runtime.identity.account import Account
from services.runtime.identity.tables import accounts
from services.runtime.identity.tables import metadata as metadata


class Kept(NamedTuple):
    """An account with the hash of its password."""

    account: Account
    password: str


def add(conn: Connection, account: Account, password: str) -> None:
    conn.execute(
        insert(accounts).values(
            id=account.id,
            login=account.login,
            name=account.name,
            role=account.role,
            areas=list(account.scope.areas),
            units=list(account.scope.units),
            password=password,
            epoch=account.epoch,
            must_change=account.must_change,
            disabled=account.disabled,
            failures=account.failures,
            locked_until=account.locked_until,
            created_at=account.created_at,
        )
    )


def by_login(conn: Connection, login: str) -> Kept | None:
    return _kept(conn.execute(select(accounts).where(accounts.c.login == login)).one_or_none())


def by_id(conn: Connection, account_id: str) -> Kept | None:
    return _kept(conn.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none())


def every(conn: Connection) -> Sequence[Account]:
    """All accounts, disabled ones included, by login."""
    rows = conn.execute(select(accounts).order_by(accounts.c.login))
    return [_account(row) for row in rows]


def count_failure(conn: Connection, account_id: str) -> int:
    """One more wrong password in a row; how many there are now."""
    row = conn.execute(
        update(accounts)
        .where(accounts.c.id == account_id)
        .values(failures=accounts.c.failures + 1)
        .returning(accounts.c.failures)
    ).one()
    return int(row.failures)


def lock(conn: Connection, account_id: str, until: datetime) -> None:
    conn.execute(update(accounts).where(accounts.c.id == account_id).values(locked_until=until))


def forgive(conn: Connection, account_id: str) -> None:
    """The right password was given: wrong ones before it no longer count."""
    conn.execute(
        update(accounts)
        .where(accounts.c.id == account_id, accounts.c.failures > 0)
        .values(failures=0, locked_until=None)
    )


def set_password(conn: Connection, account: Account, password: str, *, must_change: bool) -> bool:
    """A new password; sessions opened with the old one end.

    False when they ended meanwhile, by another password or by an operator: nothing changes then.
    """
    change = update(accounts).where(accounts.c.id == account.id, accounts.c.epoch == account.epoch)
    done = conn.execute(
        change.values(
            password=password,
            must_change=must_change,
            failures=0,
            locked_until=None,
            epoch=account.epoch + 1,
        )
    )
    return done.rowcount == 1


def end_sessions(conn: Connection, account_id: str, *, disable: bool) -> None:
    """Every session of the account is over; a disabled account opens no new one, ever."""
    ending = update(accounts).where(accounts.c.id == account_id)
    conn.execute(ending.values(epoch=accounts.c.epoch + 1))
    if disable:
        conn.execute(ending.values(disabled=True))


def end_epoch(conn: Connection, account_id: str, epoch: int) -> None:
    """Sessions of this epoch are over; later ones stay, as when signing out was asked for twice."""
    ending = update(accounts).where(accounts.c.id == account_id, accounts.c.epoch == epoch)
    conn.execute(ending.values(epoch=epoch + 1))


def _kept(row: Row[tuple[object, ...]] | None) -> Kept | None:
    return None if row is None else Kept(_account(row), row.password)


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        role=cast(Role, row.role),
        scope=Scope(tuple(row.areas), tuple(row.units)),
        epoch=row.epoch,
        must_change=row.must_change,
        disabled=row.disabled,
        failures=row.failures,
        locked_until=row.locked_until,
        created_at=row.created_at,
    )
