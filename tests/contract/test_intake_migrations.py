"""The migrations of intake make the tables that its stores expect."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from services.intake.tables import metadata
from services.intake.wiring import MIGRATIONS
from services.runtime.database import Database, open_database
from services.runtime.migrations.moving import check_release, migrate


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path}/intake.db")
    else:
        opened = open_database(request.getfixturevalue("fresh_postgres_url"))
    yield opened
    opened.close()


def test_the_newest_migration_and_the_stores_agree(database: Database) -> None:
    migrate(database, MIGRATIONS)
    check_release(database, MIGRATIONS)

    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))

    assert database.read(differences) == []


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_gets_the_sequence_that_says_who_came_first(database: Database) -> None:
    migrate(database, MIGRATIONS)
    ticket = database.write(
        lambda conn: conn.execute(text("select nextval('report_tickets')")).scalar_one()
    )
    assert ticket == 1


def test_migrating_again_changes_nothing(database: Database) -> None:
    migrate(database, MIGRATIONS)
    migrate(database, MIGRATIONS)
    check_release(database, MIGRATIONS)
