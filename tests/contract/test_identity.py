"""Identity's database keeps its promises on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.runtime.clock import SystemClock
from services.runtime.database import Database, open_database
from services.runtime.identity.account_store import metadata
from services.runtime.identity.keyring import Keyring
from services.runtime.migrations.moving import check_release, migrate

MIGRATIONS = "services.runtime.identity.migrations"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/identity.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgres_url")
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
