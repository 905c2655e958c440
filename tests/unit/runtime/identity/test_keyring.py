"""Keys are shown once, stored as a hash, and stop working when withdrawn."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect

from services.runtime.clock import FixedClock
from services.runtime.database import Database, open_database
from services.runtime.identity.access import Actor
from services.runtime.identity.keyring import Keyring, NoSuchKey, UnknownRole, UnnamedKey
from services.runtime.identity.tables import keys
from services.runtime.migrations.moving import migrate
from services.runtime.unavailable import DatabaseUnavailable


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/identity.db")
    migrate(opened, "services.runtime.identity.migrations")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 22, 8, tzinfo=UTC))


@pytest.fixture
def keyring(database: Database, clock: FixedClock) -> Keyring:
    return Keyring(database, clock)


def test_a_key_names_its_owner_and_role(keyring: Keyring) -> None:
    key = keyring.add_key("officer", "Front desk")
    owner = keyring.actor(key)
    assert owner is not None
    assert (owner.role, owner.name) == ("officer", "Front desk")
    assert owner.key_id == keyring.keys()[0].id


def test_a_key_has_a_prefix_a_scanner_knows_and_is_never_drawn_twice(keyring: Keyring) -> None:
    drawn = {keyring.add_key("device", f"sensor {number}") for number in range(20)}
    assert len(drawn) == 20
    assert all(key.startswith("cm_") and len(key) == 46 for key in drawn)


def test_the_key_itself_is_in_no_file_of_the_database(keyring: Keyring, tmp_path: Path) -> None:
    key = keyring.add_key("admin", "Operations")
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Operations" in stored
    assert key.encode() not in stored


def test_an_unknown_key_is_nobody(keyring: Keyring) -> None:
    assert keyring.actor("cm_guess") is None
    assert keyring.actor("") is None
    assert keyring.actor("\udcff") is None


def test_a_withdrawn_key_is_refused_at_once_here_and_within_30_seconds_elsewhere(
    keyring: Keyring, database: Database, clock: FixedClock
) -> None:
    elsewhere = Keyring(database, clock)
    key = keyring.add_key("planner", "Bank")
    assert elsewhere.actor(key) is not None
    keyring.revoke(keyring.keys()[0].id)
    assert keyring.actor(key) is None
    clock.advance(30)
    assert elsewhere.actor(key) is None
    assert keyring.keys()[0].revoked_at is not None


def test_a_key_cannot_be_withdrawn_twice_nor_without_having_been_given(keyring: Keyring) -> None:
    keyring.add_key("planner", "Bank")
    keyring.revoke(keyring.keys()[0].id)
    for key_id in (keyring.keys()[0].id, "nothing"):
        with pytest.raises(NoSuchKey):
            keyring.revoke(key_id)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_key_without_a_usable_name_is_refused(keyring: Keyring, name: str) -> None:
    with pytest.raises(UnnamedKey):
        keyring.add_key("officer", name)


def test_a_role_nobody_knows_is_refused(keyring: Keyring) -> None:
    with pytest.raises(UnknownRole):
        keyring.add_key("mayor", "Town hall")


def test_a_known_key_works_on_for_30_seconds_while_the_database_is_away(
    keyring: Keyring, database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keyring.add_key("officer", "Front desk")
    owner = keyring.actor(key)

    def away(_use: object) -> Actor:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(database, "read", away)
    clock.advance(29)
    assert keyring.actor(key) == owner
    clock.advance(1)
    with pytest.raises(DatabaseUnavailable):
        keyring.actor(key)


def test_a_lookup_is_remembered_so_that_requests_do_not_read_the_database_each_time(
    keyring: Keyring, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keyring.add_key("officer", "Front desk")
    keyring.actor(key)

    def counted(_use: object) -> Actor:
        raise AssertionError("the database was asked again")

    monkeypatch.setattr(database, "read", counted)
    assert keyring.actor(key) is not None


def test_the_first_migration_makes_exactly_the_declared_table(database: Database) -> None:
    declared = {column.name: str(column.type) for column in keys.columns}
    made = inspect(database.engine).get_columns("keys")
    assert [column["name"] for column in made] == list(declared)
    assert [column["nullable"] for column in made] == [column.nullable for column in keys.columns]
