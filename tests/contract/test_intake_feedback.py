"""What intake keeps of the project bank's events, on both databases."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

import services.contracts
from services.contracts import catalogue
from services.contracts.catalogue import LINK_CHANGED, PROJECT_CHANGED
from services.contracts.envelope import Event
from services.contracts.topics import topics_read_by
from services.intake.feedback import store
from services.intake.feedback.thread import Thread
from services.intake.tables import runtime_tables
from services.intake.wiring import CONSUMER, HANDLERS
from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.sink import Delivery, TransactionalSink
from tests.contract.intake import Intake, open_intake

EXAMPLES = Path(services.contracts.__file__).parent / "examples"
READ_HERE = {topic.name for topic in topics_read_by("intake")}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


def example(event_type: str, name: str) -> Event:
    return catalogue.decode((EXAMPLES / event_type / f"{name}.json").read_bytes())


def every_example() -> list[Event]:
    events = [
        catalogue.decode(file.read_bytes())
        for event_type in catalogue.EVENT_TYPES.values()
        if event_type.topic.name in READ_HERE
        for file in sorted((EXAMPLES / event_type.name).glob("*.json"))
    ]
    assert events
    return events


def at(event: Event, **said: object) -> Event:
    """The event with other data."""
    return dataclasses.replace(event, data=dataclasses.replace(event.data, **said))  # type: ignore[type-var]


def deliver(intake: Intake, *events: Event) -> None:
    sink = TransactionalSink(intake.database, runtime_tables, CONSUMER, HANDLERS, intake.clock)
    sink.apply([_delivery(place, event) for place, event in enumerate(events)])


def _delivery(place: int, event: Event) -> Delivery:
    topic = catalogue.topic_of(event.type)
    record = Stored(Partition(topic, 0), Offset(place), event.subject, b"", {}, 0)
    return Delivery(record, event)


def thread_of(intake: Intake, report: str) -> Thread:
    return intake.database.read(lambda conn: store.thread(conn, report))


def test_every_example_of_the_topics_it_reads_is_understood(intake: Intake) -> None:
    for event in every_example():
        deliver(intake, event)
    assert intake.rows("report_links") > 0
    assert intake.rows("project_news") > 0


def test_nothing_that_is_heard_causes_an_event(intake: Intake) -> None:
    deliver(intake, *every_example())
    assert intake.events() == []


def test_a_report_is_followed_to_its_projects(intake: Intake) -> None:
    project = example(PROJECT_CHANGED, "adopted")
    link = example(LINK_CHANGED, "joined_a_need")
    linked = at(link, need="N-000001", projects=(project.subject,))
    deliver(intake, linked, project)
    thread = thread_of(intake, link.subject)
    assert thread.link is not None
    assert thread.link.need == "N-000001"
    assert [news.id for news in thread.projects] == [project.subject]
    assert thread.projects[0].rank is not None


def test_a_draft_that_is_for_the_staff_is_on_no_resident_s_page(intake: Intake) -> None:
    project = example(PROJECT_CHANGED, "draft_for_the_staff")
    link = at(example(LINK_CHANGED, "joined_a_need"), projects=(project.subject,))
    shown = at(project, version=3, audience="public")
    hidden = at(project, version=4, audience="staff")
    before_it_was_said = example(PROJECT_CHANGED, "candidate")
    deliver(intake, link, before_it_was_said)
    assert thread_of(intake, link.subject).projects == []
    deliver(intake, project)
    assert thread_of(intake, link.subject).projects == []
    deliver(intake, shown)
    assert [news.id for news in thread_of(intake, link.subject).projects] == [project.subject]
    deliver(intake, hidden)
    assert thread_of(intake, link.subject).projects == []


def test_a_project_that_was_not_heard_of_yet_is_left_out(intake: Intake) -> None:
    link = example(LINK_CHANGED, "joined_a_need")
    deliver(intake, at(link, need="N-000001", projects=("P-999999",)))
    thread = thread_of(intake, link.subject)
    assert thread.link is not None
    assert thread.projects == []


def test_a_report_nobody_linked_has_an_empty_thread(intake: Intake) -> None:
    assert thread_of(intake, "20261122-AAAAA") == Thread(None, ())


def test_the_same_again_and_an_older_version_change_nothing(intake: Intake) -> None:
    link = example(LINK_CHANGED, "joined_a_need")
    newer = at(link, version=7, need="N-000007")
    deliver(intake, newer)
    deliver(intake, newer)
    deliver(intake, at(link, version=6, need="N-000006"))
    thread = thread_of(intake, link.subject)
    assert thread.link is not None
    assert thread.link.need == "N-000007"
