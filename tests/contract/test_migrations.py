"""Migrations bring every database to this release, whole or not at all, on both dialects."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, inspect, text

from services.intake import wiring as intake_wiring
from services.intake.tables import metadata as intake_metadata
from services.projectbank import wiring as bank_wiring
from services.projectbank.tables import metadata as bank_metadata
from services.runtime.database import Database, open_database
from services.runtime.door.wiring import MIGRATIONS as IDENTITY_MIGRATIONS
from services.runtime.identity.account_store import metadata as identity_metadata
from services.runtime.migrations.moving import WrongRelease, check_release, migrate, newest
from services.search import wiring as search_wiring
from services.search.tables import metadata as search_metadata

OWNERS: dict[str, MetaData] = {
    intake_wiring.MIGRATIONS: intake_metadata,
    bank_wiring.MIGRATIONS: bank_metadata,
    search_wiring.MIGRATIONS: search_metadata,
    IDENTITY_MIGRATIONS: identity_metadata,
}
"""A service's wiring knows all its stores, and each store puts its tables into the metadata."""
ROOT = Path(__file__).resolve().parents[2]
_FIRST = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "0001", None, None, None
def upgrade():
    op.create_table("roads", sa.Column("id", sa.Integer, primary_key=True))
"""
_SECOND = """
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    op.add_column("roads", sa.Column("name", sa.Text, nullable=True))
    op.create_table("bridges", sa.Column("id", sa.Integer, primary_key=True))
"""
_BROKEN = _SECOND + '    raise ValueError("the power went")\n'


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    fresh: str = request.getfixturevalue("fresh_postgres_url")
    return fresh


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with closing(open_database(url)) as database:
        yield database


class Package:
    """A package of migrations that a test writes."""

    def __init__(self, folder: Path) -> None:
        self.name = f"town_migrations_{abs(hash(folder))}"
        self._versions = folder / self.name / "versions"
        self._versions.mkdir(parents=True)
        (folder / self.name / "__init__.py").write_text('"""A town\'s."""\n')

    def say(self, number: str, code: str) -> None:
        (self._versions / f"{number}_step.py").write_text(code)

    def withdraw(self, number: str) -> None:
        (self._versions / f"{number}_step.py").unlink()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    monkeypatch.syspath_prepend(str(tmp_path))
    package = Package(tmp_path)
    package.say("0001", _FIRST)
    importlib.invalidate_caches()
    yield package
    sys.modules.pop(package.name, None)


def tables(database: Database) -> set[str]:
    return set(database.read(lambda conn: inspect(conn).get_table_names()))


def columns(database: Database, table: str) -> set[str]:
    return {column["name"] for column in database.read(lambda c: inspect(c).get_columns(table))}


@pytest.mark.parametrize("owner", OWNERS)
def test_the_newest_migration_gives_exactly_the_tables_that_the_stores_expect(
    database: Database, owner: str
) -> None:
    migrate(database, owner)
    check_release(database, owner)

    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn), OWNERS[owner]))

    assert database.read(differences) == []
    assert tables(database) >= set(OWNERS[owner].tables)


@pytest.mark.parametrize("owner", OWNERS)
def test_migrations_are_numbered_without_a_gap(owner: str) -> None:
    folder = Path(importlib.import_module(owner).__path__[0]) / "versions"
    numbers = sorted(path.name[:4] for path in folder.glob("[0-9]*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert newest(owner) == numbers[-1]


def test_moving_twice_is_moving_once(database: Database, package: Package) -> None:
    migrate(database, package.name)
    database.write(lambda conn: conn.execute(text("insert into roads values (7)")))
    migrate(database, package.name)
    rows = database.read(lambda conn: conn.execute(text("select id from roads")).all())
    assert [row.id for row in rows] == [7]


def test_a_later_release_keeps_what_is_there(database: Database, package: Package) -> None:
    migrate(database, package.name)
    database.write(lambda conn: conn.execute(text("insert into roads values (7)")))
    package.say("0002", _SECOND)
    migrate(database, package.name)
    rows = database.read(lambda conn: conn.execute(text("select id, name from roads")).all())
    assert [tuple(row) for row in rows] == [(7, None)]


def test_a_migration_that_fails_leaves_nothing_of_itself(
    database: Database, package: Package
) -> None:
    migrate(database, package.name)
    package.say("0002", _BROKEN)
    with pytest.raises(ValueError, match="the power went"):
        migrate(database, package.name)
    assert columns(database, "roads") == {"id"}
    assert "bridges" not in tables(database)
    package.say("0002", _SECOND)
    migrate(database, package.name)
    check_release(database, package.name)
    assert "bridges" in tables(database)


def test_a_database_of_another_release_is_told(database: Database, package: Package) -> None:
    with pytest.raises(WrongRelease, match=r"at nothing.*citymend migrate"):
        check_release(database, package.name)
    migrate(database, package.name)
    check_release(database, package.name)
    package.say("0002", _SECOND)
    with pytest.raises(WrongRelease, match="at 0001, this release needs 0002"):
        check_release(database, package.name)


def test_a_newer_releases_database_is_left_alone(database: Database, package: Package) -> None:
    package.say("0002", _SECOND)
    migrate(database, package.name)
    package.withdraw("0002")
    with pytest.raises(WrongRelease, match="newer"):
        migrate(database, package.name)
    assert columns(database, "roads") == {"id", "name"}


_MOVES = """
import sys
from services.runtime.database import open_database
from services.runtime.migrations.moving import migrate
database = open_database(sys.argv[1])
sys.stdin.readline()
migrate(database, "services.runtime.identity.migrations")
"""


def test_processes_that_move_together_move_once(database: Database, url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _MOVES, url], cwd=ROOT, stdin=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0, 0]
    check_release(database, IDENTITY_MIGRATIONS)
