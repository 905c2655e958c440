"""The index compared with the topics."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from services.contracts import catalogue
from services.contracts.projectbank_events import LinkState
from services.runtime.bus.port import Record
from services.search.documents import document_of
from services.search.index.document import Document
from services.search.index.opening import open_index
from services.search.index.port import Index
from services.search.verify import VerifyIndex
from tests.support.fake_bus import FakeBus
from tests.unit.contracts.events import NOON, a_report_state, an_event
from tests.unit.search.documents import a_document

TOPICS = ["intake-reports", "projectbank-links"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    index = open_index(f"tantivy://{tmp_path}/index", "write")
    index.make()
    yield index
    index.close()


@pytest.fixture
def bus() -> FakeBus:
    return FakeBus()


def told(bus: FakeBus, state: Any) -> Document:
    """Put the state on its topic; the document that the index should have."""
    linked = isinstance(state, LinkState)
    kind = catalogue.LINK_CHANGED if linked else catalogue.REPORT_CHANGED
    event = an_event(state, subject=state.report if linked else state.id, type=kind, time=NOON)
    bus.publish([Record(catalogue.topic_of(kind), event.subject, catalogue.encode(event))])
    document = document_of(event)
    assert document is not None
    return document


def verified(index: Index, bus: FakeBus) -> Mapping[str, Any]:
    return VerifyIndex(index, bus, TOPICS, catalogue.decode)({}, lambda _: None)


def counts(found: Mapping[str, Any]) -> tuple[int, int, int]:
    return found["missing"], found["older"], found["extra"]


def test_an_index_that_holds_what_the_topics_say_does_not_differ(
    index: Index, bus: FakeBus
) -> None:
    told(bus, a_report_state(id="A"))
    index.write(
        [
            told(bus, a_report_state(id="A", version=2)),
            told(bus, a_report_state(id="B", erased=True)),
            told(bus, LinkState(report="A", version=1, need=None, projects=())),
        ]
    )

    found = verified(index, bus)

    assert (counts(found), found["differs"], found["read"]) == ((0, 0, 0), False, 4)
    assert found["kinds"]["report"] == {"topics": 2, "index": 2}
    assert found["kinds"]["link"] == {"topics": 1, "index": 1}


def test_missing_older_and_extra_records_are_counted_and_named(index: Index, bus: FakeBus) -> None:
    index.write([told(bus, a_report_state(id="old", version=1)), a_document("extra")])
    told(bus, a_report_state(id="old", version=2))
    told(bus, a_report_state(id="lost"))

    found = verified(index, bus)

    assert (counts(found), found["differs"]) == ((1, 1, 1), True)
    assert found["named"] == ["report:lost", "report:old"]


def test_a_missing_and_an_extra_record_do_not_hide_each_other(index: Index, bus: FakeBus) -> None:
    index.write([a_document("extra")])
    told(bus, a_report_state(id="lost"))

    assert counts(verified(index, bus)) == (1, 0, 1)


def test_what_is_newer_in_the_index_is_no_difference(index: Index, bus: FakeBus) -> None:
    told(bus, a_report_state(id="A", version=1))
    index.write([a_document("A", version=9)])

    assert not verified(index, bus)["differs"]


def test_what_arrives_while_the_topics_are_read_is_no_difference(
    index: Index, bus: FakeBus
) -> None:
    late = told(bus, a_report_state(id="late"))
    replay = bus.replay

    def slowly(topics: Any) -> Any:
        index.write([late, a_document("later still")])
        return replay(topics)

    bus.replay = slowly  # type: ignore[method-assign]

    assert not verified(index, bus)["differs"]


def test_records_nobody_understands_are_skipped(index: Index, bus: FakeBus) -> None:
    bus.publish([Record("intake-reports", "X", b"not JSON")])

    found = verified(index, bus)

    assert (found["skipped"], found["differs"]) == (1, False)
