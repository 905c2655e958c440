"""Engines for tests; the closing lines of a run say which were exercised and which were not."""

import os
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.emptied import EmptiedDatabases
from tests.support.engines.kafka_server import KafkaServer
from tests.support.engines.postgres_server import PostgresServer
from tests.support.engines.probes import connect
from tests.support.engines.room import (
    AnyServer,
    EngineMissing,
    EngineRoom,
    required_engines,
    unique,
)
from tests.support.loaded import end_shared

# How long a busy machine takes to draw an example says nothing of the program.
settings.register_profile("citymend", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if "CI" not in os.environ:  # where hypothesis chooses a profile of its own
    settings.load_profile("citymend")
_ROOM = pytest.StashKey[EngineRoom]()
_FIXTURES_OF = {
    "kafka": {"kafka_url", "fresh_kafka_url", "kafka_server"},
    "elasticsearch": {"elasticsearch_url", "elasticsearch_server"},
    "postgres": {
        "postgres_url",
        "fresh_postgres_url",
        "emptied_postgres",
        "postgres_server",
    },
}


def pytest_configure(config: pytest.Config) -> None:
    required_engines()
    config.stash[_ROOM] = EngineRoom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Who uses an engine is marked with it, so that `-m "not kafka"` means what it says."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for engine, fixtures in _FIXTURES_OF.items():
            if used & fixtures:
                item.add_marker(getattr(pytest.mark, engine))


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_ROOM].close()
    end_shared()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for line in config.stash[_ROOM].lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def engine_room(pytestconfig: pytest.Config) -> EngineRoom:
    return pytestconfig.stash[_ROOM]


@pytest.fixture(scope="session")
def kafka_url(engine_room: EngineRoom) -> str:
    """`kafka://…` of the session's broker; see fresh_kafka_url."""
    return _address(engine_room, "kafka")


@pytest.fixture
def fresh_kafka_url(kafka_url: str) -> str:
    """The session's broker under a prefix of this test's own: no topic and no group exists."""
    return f"{kafka_url}?prefix={unique('t')}-"


@pytest.fixture(scope="session")
def elasticsearch_url(engine_room: EngineRoom) -> str:
    """`http://…` of the session's node; name indices with unique()."""
    return _address(engine_room, "elasticsearch")


@pytest.fixture(scope="session")
def postgres_url(engine_room: EngineRoom) -> str:
    """`postgresql+psycopg://…` of a database whose user may create others."""
    return _address(engine_room, "postgres")


@pytest.fixture
def fresh_postgres_url(postgres_url: str) -> Iterator[str]:
    """A new, empty database for this test alone; its URL carries the password."""
    name = unique("t").replace("-", "_")
    with connect(postgres_url) as connection:
        connection.execute(f'create database "{name}"'.encode())
    yield postgres_url.rpartition("/")[0] + f"/{name}"
    with connect(postgres_url) as connection:
        connection.execute(f'drop database "{name}" with (force)'.encode())


@pytest.fixture(scope="session")
def emptied_postgres(postgres_url: str) -> Iterator[Callable[[str], str]]:
    """The URL of an empty database by the kind of tables that its users make; they use it one after
    another. Who alters tables, or has two databases at once, takes fresh_postgres_url."""
    databases = EmptiedDatabases(postgres_url)
    yield databases.url
    databases.drop()


@pytest.fixture
def kafka_server(engine_room: EngineRoom) -> Iterator[KafkaServer]:
    """A broker of this test's own, to be killed, frozen and restarted."""
    yield from _own(engine_room, KafkaServer)


@pytest.fixture
def elasticsearch_server(engine_room: EngineRoom) -> Iterator[ElasticsearchServer]:
    """A node of this test's own, to be killed, frozen and restarted."""
    yield from _own(engine_room, ElasticsearchServer)


@pytest.fixture
def postgres_server(engine_room: EngineRoom) -> Iterator[PostgresServer]:
    """A server of this test's own, to be killed, frozen and restarted."""
    yield from _own(engine_room, PostgresServer)


def _address(room: EngineRoom, engine: str) -> str:
    try:
        return room.url(engine)
    except EngineMissing as lack:
        _without(engine, lack)


def _own(room: EngineRoom, kind: type[AnyServer]) -> Iterator[AnyServer]:
    try:
        with room.own(kind) as server:
            yield server
    except EngineMissing as lack:
        _without(kind.name, lack)


def _without(engine: str, lack: EngineMissing) -> NoReturn:
    if engine in required_engines():
        pytest.fail(f"{engine} is required and not there: {lack}", pytrace=False)
    pytest.skip(f"{engine}: {lack}")
