"""The AsyncAPI document says what the code does."""

from pathlib import Path
from typing import Any

import yaml

from services.contracts.catalogue import EVENT_TYPES
from services.contracts.topics import TOPICS
from tests.support import asyncapi

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = asyncapi.document()


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [ref for part in value.values() for ref in references(part)]
    if isinstance(value, list):
        return [ref for part in value for ref in references(part)]
    return []


def resolve(reference: str) -> Any:
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_the_file_is_in_step_with_the_code() -> None:
    written = (ROOT / "docs/asyncapi.yaml").read_text(encoding="utf-8")
    assert written == asyncapi.render(), "renew it with `make docs`"


def test_the_file_reads_back_as_the_document() -> None:
    assert yaml.safe_load(asyncapi.render()) == DOCUMENT


def test_every_reference_leads_somewhere() -> None:
    found = references(DOCUMENT)
    assert len(found) > len(EVENT_TYPES)
    for reference in found:
        assert resolve(reference), reference


def test_every_topic_is_a_channel_with_its_partitions_and_types() -> None:
    for topic in TOPICS:
        channel = DOCUMENT["channels"][topic.name]
        assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
        on_it = [row.name for row in EVENT_TYPES.values() if row.topic == topic]
        assert list(channel["messages"]) == on_it
    assert len(DOCUMENT["channels"]) == len(TOPICS)


def test_every_writer_and_reader_of_a_topic_is_an_operation() -> None:
    said = {(name, body["action"]) for name, body in DOCUMENT["operations"].items()}
    assert said == {(f"{t.written_by}.send.{t.name}", "send") for t in TOPICS} | {
        (f"{reader}.receive.{t.name}", "receive") for t in TOPICS for reader in t.read_by
    }


def test_an_absent_value_is_said_to_be_null_not_missing() -> None:
    place = DOCUMENT["components"]["schemas"]["Place"]
    assert "lat" in place["required"]
    assert "null" in place["properties"]["lat"]["type"]
