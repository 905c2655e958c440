"""The built bank: its roles, its jobs, and reports going through it on the embedded bus."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from services.contracts import catalogue
from services.contracts.topics import TOPICS
from services.projectbank import wiring
from services.projectbank.wiring import Bank
from services.runtime.bus.opening import open_bus
from services.runtime.bus.port import Bus, Record, TopicSpec
from services.runtime.clock import SystemClock
from services.runtime.identity.access import Actor, Keys
from services.runtime.jobs import Progress
from services.runtime.migrations.moving import migrate
from services.runtime.settings import load_settings
from services.runtime.web.settings import WebSettings
from tests.support.eventually import eventually
from tests.unit.projectbank.bank import a_report, an_event


class _NoKeys(Keys):
    def actor(self, key: str) -> Actor | None:
        return None


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Bus]:
    bus = open_bus(f"sqlite:///{tmp_path}/bus.db")
    bus.ensure_topics([TopicSpec(topic.name, topic.partitions) for topic in TOPICS])
    yield bus
    bus.close()


@pytest.fixture
def bank(tmp_path: Path, bus: Bus) -> Iterator[Bank]:
    settings = load_settings({"CITYMEND_HOME": str(tmp_path)})
    web = WebSettings(secret=settings.secret)
    clock = SystemClock()
    bank = wiring.build(settings, bus, _NoKeys(), web, catalogue, clock, "tests")
    migrate(bank.database, wiring.MIGRATIONS)
    yield bank
    bank.database.close()


@pytest.fixture
def _at_work(bank: Bank) -> Iterator[None]:
    stop = Event()
    threads = [Thread(target=role.run, args=(stop,)) for role in bank.service.roles]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join()


def test_the_bank_serves_its_paths_and_says_who_it_is(bank: Bank) -> None:
    assert bank.service.name == "bank"
    assert set(bank.service.prefixes) >= {"/projects", "/bank", "/api/bank"}
    assert {"rank", "regroup", "propose", "replay"} <= set(bank.service.doings)


@pytest.mark.usefixtures("_at_work")
def test_reports_on_the_bus_become_a_ranked_project_on_the_bus(bank: Bank, bus: Bus) -> None:
    bus.publish([_record(seq) for seq in (1, 2, 3)])
    eventually(lambda: _published(bus, "projectbank-projects") == ["P-000001"])
    ranked = bank.service.doings["rank"]({"limit": 1}, _ignored())
    assert [item["project"] for item in ranked["items"]] == ["P-000001"]
    eventually(lambda: _published(bus, "projectbank-projects") == ["P-000001"] * 2)
    eventually(lambda: all(role.idle() is None for role in bank.service.roles))


@pytest.mark.usefixtures("_at_work")
def test_regrouping_takes_its_turn_beside_the_running_job(bank: Bank, bus: Bus) -> None:
    bus.publish([_record(seq) for seq in (1, 2, 3)])
    eventually(lambda: bool(_published(bus, "projectbank-projects")))
    done = bank.service.doings["regroup"]({}, _ignored())
    assert done == {"reports": 3, "moved": 0, "needs": 1}


def _ignored() -> Progress:
    return lambda _: None


def _record(seq: int) -> Record:
    said = a_report(seq, "紫荆花园东门路灯不亮")
    category = dataclasses.replace(said.category, code="street_lamp", group="street_asset")
    report = dataclasses.replace(said, category=category)
    event = an_event(report)
    return Record("intake-reports", report.id, catalogue.encode(event), {"seq": str(seq)})


def _published(bus: Bus, topic: str) -> list[str]:
    return [stored.key for stored in bus.replay([topic])]
