"""Identity's database keeps its promises on both engines."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.runtime.clock import SystemClock
from services.runtime.database import Database, open_database
from services.runtime.door.wiring import Identity
from services.runtime.identity.account_store import metadata
from services.runtime.identity.accounts import Accounts
from services.runtime.identity.door import Door
from services.runtime.identity.keyring import Keyring
from services.runtime.migrations.moving import check_release, migrate
from services.runtime.web.settings import WebSettings

MIGRATIONS = "services.runtime.identity.migrations"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/identity.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("emptied_postgres")("identity")
    opened = open_database(url)
    migrate(opened, MIGRATIONS)
    yield opened
    opened.close()


def test_the_newest_migration_gives_exactly_the_tables_of_this_release(
    database: Database,
) -> None:
    check_release(database, MIGRATIONS)
    differences = database.read(
        lambda conn: compare_metadata(MigrationContext.configure(conn), metadata)
    )
    assert differences == []


def test_a_key_is_given_found_and_withdrawn(database: Database) -> None:
    keyring = Keyring(database, SystemClock())
    key = keyring.add_key("planner", "项目科")
    owner = keyring.actor(key)
    assert owner is not None
    assert (owner.role, owner.name) == ("planner", "项目科")
    assert keyring.actor("cm_\x00\ud800") is None
    keyring.revoke(keyring.keys()[0].id)
    assert keyring.actor(key) is None
    assert Keyring(database, SystemClock()).actor(key) is None


def test_a_name_that_no_database_takes_is_refused_like_any_other(database: Database) -> None:
    keyring, accounts = Keyring(database, SystemClock()), Accounts(database, SystemClock())
    identity = Identity(database, keyring, accounts, Door(keyring, accounts), SystemClock())
    door = identity.web(WebSettings(secret="s" * 40, rate_limits=False), {}).test_client()
    found = re.search(r'name="csrf_token" value="([^"]+)"', door.get("/sign-in").text)
    assert found is not None

    typed = {"csrf_token": found[1], "login": "li\0wei", "password": "a lamp for every corner"}
    assert door.post("/sign-in", data=typed).status_code == 422
