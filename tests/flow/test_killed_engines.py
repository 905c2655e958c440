"""Engines and workers that stop and die under load: nothing accepted is lost or doubled.

Each role is a process of its own, as in production. The sender's ledger decides.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import select

from services.all_in_one import Installation
from services.contracts.topics import TOPICS
from services.intake.tables import runtime_tables as intake_tables
from services.runtime.draining import drain, what_is_left
from services.runtime.lifecycle import Role
from services.search.index.opening import open_index
from tests.flow.conftest import Size, real
from tests.support.complaints import complaints_table
from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.kafka_server import KafkaServer
from tests.support.engines.postgres_server import PostgresServer
from tests.support.engines.room import unique
from tests.support.eventually import eventually
from tests.support.inside import (
    BankWatch,
    Outcome,
    opened,
    outcome,
    take_over,
    work,
)
from tests.support.ledger import Ledger, assert_exactly_once
from tests.support.running import Home, Roles

pytestmark = pytest.mark.slow

API, RELAY = ("intake", "api"), ("intake", "relay")
BANK, SEARCH = ("bank", "worker"), ("search", "worker")
TAKEOVER = 15.0
"""Seconds within which another relay goes on."""


@pytest.fixture
def home_of_a_broker(
    tmp_path: Path, postgres_url: str, kafka_server: KafkaServer, elasticsearch_url: str
) -> Iterator[Home]:
    """A home whose broker is this test's own, to be killed."""
    with real(tmp_path, postgres_url, kafka_server.url, elasticsearch_url) as home:
        yield home


@pytest.fixture
def home_of_an_index(
    tmp_path: Path,
    postgres_url: str,
    fresh_kafka_url: str,
    elasticsearch_server: ElasticsearchServer,
) -> Iterator[Home]:
    """A home whose index is this test's own, to be stopped."""
    with real(tmp_path, postgres_url, fresh_kafka_url, elasticsearch_server.url) as home:
        yield home


@pytest.fixture
def home_of_a_database(
    tmp_path: Path,
    postgres_server: PostgresServer,
    fresh_kafka_url: str,
    elasticsearch_url: str,
) -> Iterator[Home]:
    """A home whose PostgreSQL is this test's own, to be restarted and killed."""
    with real(tmp_path, postgres_server.url, fresh_kafka_url, elasticsearch_url) as home:
        yield home


def test_reports_taken_while_the_bus_is_stopped_arrive_after_it_starts(
    home_of_a_broker: Home, kafka_server: KafkaServer, size: Size
) -> None:
    home, ledger = home_of_a_broker, Ledger()
    with home.serving_roles([API, RELAY, BANK]) as running:
        for _ in range(size.rounds):
            ledger.send_many(home, size.reports // 10, running.ports["intake"])
            kafka_server.stop()
            ledger.send_many(home, size.reports // 10, running.ports["intake"])
            assert _ready(home, running), "intake needs no bus to take reports"
            kafka_server.start()
        ledger.send_many(home, size.reports // 10, running.ports["intake"])
        _until_published(home)
    work(home)
    assert_exactly_once(home, ledger)


def test_a_broker_killed_under_load_loses_and_doubles_nothing(
    home_of_a_broker: Home, kafka_server: KafkaServer, size: Size
) -> None:
    home, ledger = home_of_a_broker, Ledger()
    with home.serving_roles([API, RELAY, BANK, SEARCH]) as running:
        with ledger.sending(home, running.ports["intake"]):
            for _ in range(size.rounds):
                _more_accepted(ledger, size.reports // 20)
                kafka_server.kill()
                _more_accepted(ledger, size.reports // 20)
                kafka_server.start()
                _more_accepted(ledger, size.reports // 20)
        _until_published(home)
    assert not ledger.refused, "whoever reports is not told of the bus's trouble"
    work(home)
    assert_exactly_once(home, ledger)


def test_the_bank_s_worker_killed_in_the_middle_ends_in_the_same_state(
    real_home: Home, size: Size, undisturbed: Callable[[int], Outcome], tmp_path: Path
) -> None:
    expected = undisturbed(size.reports)
    take_over(real_home, complaints_table(tmp_path / "table.csv", size.reports))
    _drain_alone(real_home, lambda one: one.service("intake").relays)
    everything = 2 * size.reports
    with opened(real_home) as installation, real_home.serving_roles([BANK]) as running:
        watch = BankWatch(installation)

        def done() -> int:
            progress = watch()
            return progress.stored + progress.grouped

        for kill in range(size.rounds):
            _reached(done, 1 + kill * everything // size.rounds)
            running.kill(*BANK)
            assert done() < everything, "the kill came too late to be in the middle"
            running.start(*BANK)
        running.wait_until_up()
    assert outcome(real_home) == expected


def test_the_search_worker_killed_in_the_middle_ends_in_the_same_state(
    real_home: Home, size: Size, undisturbed: Callable[[int], Outcome], tmp_path: Path
) -> None:
    expected = undisturbed(size.reports)
    take_over(real_home, complaints_table(tmp_path / "table.csv", size.reports))
    _drain_alone(real_home, lambda one: [*one.service("intake").roles, *one.service("bank").roles])
    with opened(real_home) as installation, real_home.serving_roles([SEARCH]) as running:
        topics = [topic.name for topic in TOPICS]
        everything = installation.bus.lag("search", topics)

        def done() -> int:
            return everything - installation.bus.lag("search", topics)

        for kill in range(size.rounds):
            _reached(done, 1 + kill * everything // size.rounds)
            running.kill(*SEARCH)
            assert done() < everything, "the kill came too late to be in the middle"
            running.start(*SEARCH)
        running.wait_until_up()
    assert outcome(real_home) == expected


def test_while_the_index_is_stopped_intake_stays_ready_and_search_catches_up(
    home_of_an_index: Home, elasticsearch_server: ElasticsearchServer, size: Size
) -> None:
    home, ledger = home_of_an_index, Ledger()
    with home.serving_roles([API, RELAY, SEARCH]) as running:
        for _ in range(size.rounds):
            ledger.send_many(home, size.reports // 10, running.ports["intake"])
            elasticsearch_server.stop()
            ledger.send_many(home, size.reports // 10, running.ports["intake"])
            assert _ready(home, running), "intake needs no index to take reports"
            eventually(partial(_says, home, "search-worker", "consumer waits"), timeout=60)
            elasticsearch_server.start()
        _until_published(home)
        with opened(home) as installation:
            search = installation.service("search").workers
            eventually(lambda: what_is_left(search) is None, timeout=60)
        assert home.json("parked", "list")["items"] == []
    work(home)
    assert_exactly_once(home, ledger)


def test_a_database_that_restarts_or_dies_is_told_as_503_and_loses_nothing(
    home_of_a_database: Home, postgres_server: PostgresServer, size: Size
) -> None:
    home, ledger = home_of_a_database, Ledger()
    with home.serving_roles([API, RELAY, BANK, SEARCH]) as running:
        with ledger.sending(home, running.ports["intake"], senders=4):
            for _ in range(size.rounds):
                _more_accepted(ledger, size.reports // 20)
                postgres_server.restart()
                _more_accepted(ledger, size.reports // 20)
                postgres_server.kill()
                _refused_more(ledger)
                assert not _ready(home, running)
                postgres_server.start()
                _more_accepted(ledger, size.reports // 20)
        assert set(ledger.refused) == {503}
        _until_published(home)
    work(home)
    assert_exactly_once(home, ledger)


def test_of_two_relays_one_works_and_the_other_takes_over(real_home: Home) -> None:
    ledger = Ledger()
    with (
        real_home.serving_roles([API, RELAY]) as running,
        opened(real_home) as installation,
    ):
        port = running.ports["intake"]
        first = running.processes["intake-relay"]
        ledger.send_many(real_home, 20, port)
        _until_published(real_home)
        second = running.start(*RELAY, prefix="second-")
        running.wait_until_up()
        ledger.send_many(real_home, 20, port)
        _until_published(real_home)
        assert _lease_holders(installation) == {first.pid}
        running.kill(*RELAY)
        ledger.send_many(real_home, 20, port)
        eventually(lambda: _lease_holders(installation) == {second.pid}, timeout=TAKEOVER)
        _until_published(real_home)
    work(real_home)
    assert_exactly_once(real_home, ledger)


def test_processes_that_make_the_first_index_at_once_make_one(elasticsearch_url: str) -> None:
    name = unique("t")
    makers = [open_index(f"{elasticsearch_url}/{name}", "write") for _ in range(4)]
    with ThreadPoolExecutor(len(makers)) as threads:
        list(threads.map(lambda index: index.make(), makers))
    for index in makers:
        index.close()
    with Elasticsearch(elasticsearch_url) as client:
        behind = list(client.indices.get_alias(name=name).body)
        client.indices.delete(index=behind)
    assert len(behind) == 1


def _drain_alone(home: Home, roles: Callable[[Installation], Sequence[Role]]) -> None:
    """Do the work of some roles here, so that what the others find is always the same."""
    with opened(home, writer=True) as installation:
        drain(roles(installation), 120)


def _reached(done: Callable[[], int], aim: int) -> None:
    eventually(lambda: done() >= aim, timeout=120)


def _more_accepted(ledger: Ledger, count: int) -> None:
    aim = len(ledger.accepted) + count
    eventually(lambda: len(ledger.accepted) >= aim, timeout=120)


def _refused_more(ledger: Ledger) -> None:
    before = ledger.refused.total()
    eventually(lambda: ledger.refused.total() > before, timeout=60)


def _ready(home: Home, running: Roles) -> bool:
    return home.request("GET", "/readyz", port=running.ports["intake"]).status == 200


def _says(home: Home, log: str, sentence: str) -> bool:
    return f'"{sentence}"' in (home.path / f"{log}.log").read_text(encoding="utf-8")


def _until_published(home: Home) -> None:
    """Return when everything accepted is on the bus."""
    with opened(home) as installation:
        relays = installation.service("intake").relays
        eventually(lambda: what_is_left(relays) is None, timeout=60)


def _lease_holders(installation: Installation) -> set[int]:
    """The processes that hold the leases of intake's relay."""
    query = select(intake_tables.leases.c.holder)
    database = installation.service("intake").database
    rows = database.read(lambda conn: conn.execute(query).scalars().all())
    return {int(holder.split(":")[1]) for holder in rows}
