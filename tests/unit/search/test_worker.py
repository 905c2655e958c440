"""From the bus into the index: the sink, rebuild, and both under the real worker."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.contracts import catalogue
from services.contracts.projectbank_events import LinkState
from services.contracts.topics import TOPICS
from services.runtime.bus.opening import open_bus
from services.runtime.bus.port import Bus, Record, TopicSpec
from services.runtime.clock import FixedClock
from services.runtime.draining import drain
from services.runtime.migrations.moving import check_release, migrate
from services.runtime.settings import Settings, load_settings
from services.runtime.unavailable import IndexUnavailable
from services.runtime.web.settings import WebSettings
from services.search.index.tantivy import generations
from services.search.query import BadQuery
from services.search.wiring import MIGRATIONS, Search, build
from tests.unit.contracts.events import NOON, a_report_state, an_event
from tests.unit.search.shelf import SECRET, FixedKeys


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"CITYMEND_HOME": str(tmp_path)})


@pytest.fixture
def bus(settings: Settings) -> Iterator[Bus]:
    bus = open_bus(settings.bus_url)
    bus.ensure_topics([TopicSpec(topic.name, topic.partitions) for topic in TOPICS])
    yield bus
    bus.close()


@pytest.fixture
def search(settings: Settings, bus: Bus) -> Iterator[Search]:
    built = build_search(settings, bus, writer=True)
    migrate(built.service.database, MIGRATIONS)
    yield built
    built.close()
    built.service.database.close()


def build_search(settings: Settings, bus: Bus, *, writer: bool) -> Search:
    web = WebSettings(secret=SECRET)
    clock = FixedClock(NOON)
    return build(settings, bus, FixedKeys(), web, catalogue, clock, "test", writer=writer)


def publish(bus: Bus, *values: Any) -> None:
    for value in values:
        key = value.report if isinstance(value, LinkState) else value.id
        kind = catalogue.LINK_CHANGED if isinstance(value, LinkState) else catalogue.REPORT_CHANGED
        event = an_event(value, subject=key, type=kind)
        bus.publish([Record(catalogue.topic_of(kind), key, catalogue.encode(event))])


def totals(search: Search, *questions: str) -> list[int]:
    return [search.find({"q": question}, False)["total"] for question in questions]


def test_what_is_published_is_found_once_the_worker_is_idle(search: Search, bus: Bus) -> None:
    publish(bus, *(a_report_state(id=f"R-{at}") for at in range(30)))

    drain(search.service.roles, 20)

    assert totals(search, "电梯", "大象") == [30, 0]


def test_a_record_is_found_by_the_number_that_people_see(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state(), a_report_state(id="20261122-AAAAA"))
    drain(search.service.roles, 20)

    assert totals(search, "20261122-7K3QX", "20261122-7k3qx", "20261122") == [1, 1, 2]


def test_an_empty_installation_can_be_searched_once_the_worker_ran(search: Search) -> None:
    with pytest.raises(IndexUnavailable):
        search.find({}, False)
    drain(search.service.roles, 20)
    assert search.find({}, False)["total"] == 0


def test_a_process_that_does_not_write_sees_the_same(
    settings: Settings, search: Search, bus: Bus
) -> None:
    publish(bus, a_report_state())
    drain(search.service.roles, 20)
    other = build_search(settings, bus, writer=False)

    assert totals(other, "电梯") == [1]
    assert [role.idle() for role in other.service.roles] == [None] * 3
    other.service.database.close()


def test_repeated_and_older_events_leave_the_newest_version(search: Search, bus: Bus) -> None:
    new = a_report_state(version=2, subject="新的说法", description="")
    publish(bus, new, a_report_state(version=1), new)

    drain(search.service.roles, 20)

    assert totals(search, "新的说法", "电梯") == [1, 0]


def test_an_erased_report_stays_erased_after_an_older_event(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state(version=1), a_report_state(version=2, erased=True))
    publish(bus, a_report_state(version=1))

    drain(search.service.roles, 20)

    assert totals(search, "电梯", "") == [0, 0]


def test_a_record_nobody_understands_is_parked_and_the_next_one_passes(
    search: Search, bus: Bus
) -> None:
    body = json.loads(catalogue.encode(an_event()))
    body["data"]["subject"] = "\ud800电梯"
    topic = catalogue.topic_of(catalogue.REPORT_RECEIVED)
    bus.publish([Record(topic, "20261122-7K3QX", json.dumps(body).encode())])
    bus.publish([Record(topic, "20261122-7K3QX", b"not an event")])
    publish(bus, a_report_state(id="R-2"))

    drain(search.service.roles, 20)

    assert totals(search, "电梯") == [1]
    [lot] = search.service.lots
    assert lot.count() == 2
    assert all("电梯" not in record.reason for record in lot.waiting())


def rebuild(search: Search) -> Mapping[str, Any]:
    return search.service.doings["rebuild"]({}, lambda _: None)


def test_a_rebuilt_index_equals_the_one_it_replaces(search: Search, bus: Bus) -> None:
    publish(bus, *(a_report_state(id=f"R-{at}", version=1) for at in range(50)))
    publish(bus, *(a_report_state(id=f"R-{at}", version=2, subject="路灯") for at in range(9)))
    publish(bus, LinkState(report="R-1", version=1, need="N-1", projects=()))
    drain(search.service.roles, 20)
    before = search.find({"page_size": "200"}, False)

    told = rebuild(search)

    assert search.find({"page_size": "200"}, False) == before
    assert before["total"] == 50
    assert (told["read"], told["skipped"]) == (60, 0)


def test_a_rebuild_skips_what_nobody_understands(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state())
    bus.publish([Record("intake-reports", "x", b"not an event")])

    assert rebuild(search)["skipped"] == 1
    assert totals(search, "电梯") == [1]


def test_events_applied_during_a_rebuild_are_in_the_fresh_index(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state(id="R-1"))
    original = bus.replay

    class Overtaken:
        """A bus on which more arrives, and is applied, while the replay runs."""

        def __getattr__(self, name: str) -> Any:
            return getattr(bus, name)

        def replay(self, topics: Any) -> Any:
            yield from original(topics)
            publish(bus, a_report_state(id="R-2"))
            drain(search.service.roles, 20)

    doing: Any = search.service.doings["rebuild"]
    doing._log = Overtaken()
    rebuild(search)

    assert totals(search, "电梯") == [2]


def test_a_rebuild_that_fails_leaves_the_old_index(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state())
    drain(search.service.roles, 20)
    doing: Any = search.service.doings["rebuild"]
    doing._log = None

    with pytest.raises(AttributeError):
        rebuild(search)
    publish(bus, a_report_state(id="R-2"))
    drain(search.service.roles, 20)

    assert totals(search, "电梯") == [2]


@pytest.mark.parametrize(
    ("given", "named"), [({"kind": "poem"}, "kind"), ({"since": "now"}, "since")]
)
def test_a_command_is_told_which_filter_is_wrong(
    search: Search, given: dict[str, str], named: str
) -> None:
    with pytest.raises(BadQuery, match=named):
        search.find(given, False)


def test_as_the_public_shows_public_records(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state(audience="staff"))
    drain(search.service.roles, 20)

    assert search.find({}, True)["total"] == 0
    assert search.find({}, False)["total"] == 1


def test_the_migrated_tables_are_this_releases(search: Search) -> None:
    check_release(search.service.database, MIGRATIONS)


def test_replaying_parked_records_takes_what_is_understood_now(search: Search, bus: Bus) -> None:
    publish(bus, a_report_state())
    drain(search.service.roles, 20)
    [lot] = search.service.lots
    [stored] = bus.replay(["intake-reports"])
    newer = an_event(a_report_state(version=2, subject="修好了"), type=catalogue.REPORT_CHANGED)
    lot.park(replace(stored, value=catalogue.encode(newer)), "not understood then")

    told = search.service.doings["replay"]({"id": None}, lambda _: None)

    assert told == {"replayed": 1, "failed": 0}
    assert totals(search, "修好了") == [1]


def test_an_index_of_another_release_is_rebuilt_by_itself(settings: Settings, bus: Bus) -> None:
    publish(bus, a_report_state(id="A"))
    first = build_search(settings, bus, writer=True)
    migrate(first.service.database, MIGRATIONS)
    drain(first.service.roles, 20)
    first.close()
    first.service.database.close()
    root = settings.home / "index"
    (generations.current(root) / "format").write_text("0", encoding="ascii")
    publish(bus, a_report_state(id="B"))

    second = build_search(settings, bus, writer=True)
    drain(second.service.roles, 20)

    assert totals(second, "电梯") == [2]
    second.close()
    second.service.database.close()
