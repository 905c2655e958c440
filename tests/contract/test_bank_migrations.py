"""The bank's migrations and its tables agree on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from services.projectbank.tables import metadata
from services.projectbank.wiring import MIGRATIONS
from services.runtime.database import Database, open_database
from services.runtime.migrations.moving import check_release, migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/bank.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("fresh_postgres_url")
    database = open_database(url)
    yield database
    database.close()


def test_the_newest_migration_gives_exactly_the_tables_of_this_release(
    database: Database,
) -> None:
    migrate(database, MIGRATIONS)
    check_release(database, MIGRATIONS)
    differences = database.read(
        lambda conn: compare_metadata(MigrationContext.configure(conn), metadata)
    )
    assert differences == []
