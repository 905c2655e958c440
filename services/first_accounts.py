"""The accounts with which somebody looks at the demonstration: one for each kind of work.

Their names are invented and say so, their passwords are drawn for this home and shown once. They
end with the demonstration, so that real data is never behind a password from a terminal's scroll.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from services.runtime.clock import SystemClock
from services.runtime.door import wiring
from services.runtime.identity.access import Role
from services.runtime.identity.accounts import LoginTaken
from services.runtime.migrations.moving import migrate
from services.runtime.settings import Settings

_PEOPLE: Final[tuple[tuple[str, str, Role], ...]] = (
    ("demo-officer", "演示受理员", "officer"),
    # Whoever closed a case does not judge what is said against it.
    ("demo-reviewer", "演示复核员", "officer"),
    ("demo-planner", "演示规划员", "planner"),
    ("demo-searcher", "演示查询员", "searcher"),
    ("demo-admin", "演示管理员", "admin"),
)


class FirstAccount(NamedTuple):
    login: str
    role: Role
    password: str


def add_first_accounts(settings: Settings) -> Sequence[FirstAccount]:
    """Those that were added now, each with its password; accounts that are there stay as they are.

    Raises DatabaseUnavailable.
    """
    identity = wiring.build(settings.identity_database_url, SystemClock())
    added: list[FirstAccount] = []
    try:
        migrate(identity.database, wiring.MIGRATIONS)
        for login, name, role in _PEOPLE:
            try:
                password = identity.accounts.add(login, name, role, must_change=False)
            except LoginTaken:
                continue
            added.append(FirstAccount(login, role, password))
    finally:
        identity.database.close()
    return added


def end_first_accounts(settings: Settings) -> None:
    """Nobody signs in with them any more. Raises DatabaseUnavailable."""
    identity = wiring.build(settings.identity_database_url, SystemClock())
    try:
        migrate(identity.database, wiring.MIGRATIONS)
        present = {account.login for account in identity.accounts.every()}
        for login in present & {login for login, _, _ in _PEOPLE}:
            identity.accounts.end_sessions(login, disable=True)
    finally:
        identity.database.close()
