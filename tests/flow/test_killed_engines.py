"""Engines that stop and die under load: nothing accepted is lost or doubled.

Each role is a process of its own, as in production. The sender's ledger decides.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.flow.conftest import Size, real
from tests.support.complaints import complaints_table
from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.kafka_server import KafkaServer
from tests.support.eventually import eventually
from tests.support.inside import Outcome, outcome
from tests.support.ledger import Ledger, assert_exactly_once
from tests.support.running import SERVICES, Home, Roles

pytestmark = pytest.mark.slow

BACKGROUND = [(service, role) for service in SERVICES for role in ("relay", "worker")]
EVERYTHING = [("intake", "api"), *BACKGROUND]


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


def test_reports_taken_while_the_bus_is_stopped_arrive_after_it_starts(
    home_of_a_broker: Home, kafka_server: KafkaServer, size: Size
) -> None:
    home, ledger = home_of_a_broker, Ledger()
    with home.serving_roles(EVERYTHING) as running:
        port = running.ports["intake"]
        ledger.send_many(home, size.reports // 10, port)
        kafka_server.stop()
        ledger.send_many(home, size.reports // 10, port)
        assert _ready(home, running), "intake needs no bus to take reports"
        kafka_server.restart()
        ledger.send_many(home, size.reports // 10, port)
    home.json("work", "--until-idle")
    assert_exactly_once(home, ledger)


def test_a_broker_killed_under_load_loses_and_doubles_nothing(
    home_of_a_broker: Home, kafka_server: KafkaServer, size: Size
) -> None:
    home, ledger = home_of_a_broker, Ledger()
    with (
        home.serving_roles(EVERYTHING) as running,
        ledger.sending(home, running.ports["intake"]),
    ):
        for _ in range(size.rounds):
            _more(ledger, size.reports // 20)
            kafka_server.kill()
            kafka_server.restart()
            _more(ledger, size.reports // 20)
    assert not ledger.refused
    home.json("work", "--until-idle")
    assert_exactly_once(home, ledger)


@pytest.mark.parametrize("victim", ["bank", "search"])
def test_a_worker_killed_in_the_middle_ends_in_the_same_state(
    real_home: Home,
    victim: str,
    size: Size,
    undisturbed: Callable[[int], Outcome],
    tmp_path: Path,
) -> None:
    expected = undisturbed(size.reports)
    table = complaints_table(tmp_path / "table.csv", size.reports)
    with real_home.serving_roles(BACKGROUND) as running:
        imported = real_home.json("intake", "import", str(table))
        assert imported["created"] == size.reports
        for _ in range(size.rounds):
            running.kill(victim, "worker")
            running.start(victim, "worker")
            running.wait_until_up()
    assert outcome(real_home) == expected


def test_while_the_index_is_stopped_intake_stays_ready_and_search_catches_up(
    home_of_an_index: Home, elasticsearch_server: ElasticsearchServer, size: Size
) -> None:
    home, ledger = home_of_an_index, Ledger()
    with home.serving_roles(EVERYTHING) as running:
        port = running.ports["intake"]
        ledger.send_many(home, size.reports // 10, port)
        elasticsearch_server.stop()
        ledger.send_many(home, size.reports // 10, port)
        assert _ready(home, running), "intake needs no index to take reports"
        eventually(partial(_says, home, "search-worker", "consumer waits"), timeout=60)
        elasticsearch_server.restart()
    assert home.json("work", "--until-idle")["parked"] == 0
    assert_exactly_once(home, ledger)


def test_of_two_relays_one_works_and_the_other_takes_over(real_home: Home) -> None:
    ledger = Ledger()
    with real_home.serving_roles([("intake", "api"), ("intake", "relay")]) as running:
        port = running.ports["intake"]
        ledger.send_many(real_home, 20, port)
        real_home.start("intake", "run", "--role", "relay", log="second-relay")
        eventually(partial(_says, real_home, "second-relay", "roles run"), timeout=60)
        running.kill("intake", "relay")
        ledger.send_many(real_home, 20, port)
        # A dead holder's lease ends after 10 s; the promise is 15 s, the rest is this look.
        eventually(partial(_outbox_is_empty, real_home), timeout=25)
    real_home.json("work", "--until-idle")
    assert_exactly_once(real_home, ledger)


def _more(ledger: Ledger, count: int) -> None:
    goal = len(ledger.accepted) + count
    eventually(lambda: len(ledger.accepted) >= goal, timeout=120)


def _ready(home: Home, running: Roles) -> bool:
    return home.request("GET", "/readyz", port=running.ports["intake"]).status == 200


def _says(home: Home, log: str, sentence: str) -> bool:
    return f'"{sentence}"' in (home.path / f"{log}.log").read_text(encoding="utf-8")


def _outbox_is_empty(home: Home) -> bool:
    waiting = home.json("status")["waiting"]
    return not {"intake-relay", "intake-numbering"} & waiting.keys()
