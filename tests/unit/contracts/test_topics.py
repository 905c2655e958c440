"""The topics are named, cut and read as the design says."""

import re

import pytest

from services.contracts.catalogue import EVENT_TYPES, topic_of
from services.contracts.envelope import UnknownType
from services.contracts.topics import TOPICS, topics_read_by

SERVICES = ("intake", "projectbank", "search")


def test_names_are_hyphenated_because_dots_and_underscores_collide_in_metrics() -> None:
    for topic in TOPICS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", topic.name), topic.name


def test_names_are_given_once() -> None:
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)


def test_a_topic_is_named_after_who_writes_it() -> None:
    for topic in TOPICS:
        assert topic.name.startswith(f"{topic.written_by}-")


def test_partitions_are_as_designed() -> None:
    assert {topic.name: topic.partitions for topic in TOPICS} == {
        "intake-reports": 12,
        "intake-cases": 3,
        "projectbank-links": 3,
        "projectbank-needs": 3,
        "projectbank-projects": 3,
    }


def test_every_topic_is_read_and_only_by_services_that_exist() -> None:
    for topic in TOPICS:
        assert topic.read_by
        assert set(topic.read_by) < set(SERVICES)
        assert topic.written_by not in topic.read_by


def test_search_reads_everything() -> None:
    assert topics_read_by("search") == TOPICS


def test_intake_reads_what_the_bank_says_of_its_reports() -> None:
    assert [t.name for t in topics_read_by("intake")] == [
        "projectbank-links",
        "projectbank-projects",
    ]


def test_every_topic_carries_a_type_and_every_type_has_a_topic() -> None:
    assert {row.topic for row in EVENT_TYPES.values()} == set(TOPICS)
    for name, row in EVENT_TYPES.items():
        assert topic_of(name) == row.topic.name


def test_a_type_nobody_listed_has_no_topic() -> None:
    with pytest.raises(UnknownType):
        topic_of("intake.report.dreamt.v1")
