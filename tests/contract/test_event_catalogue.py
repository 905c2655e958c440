"""Every type has golden examples; they are read, written and handled as they were promised."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from services.all_in_one import Installation, open_installation
from services.contracts.catalogue import EVENT_TYPES, decode, encode, topic_of
from services.contracts.topics import TOPICS
from services.runtime.bus.port import Record
from services.runtime.lifecycle import RunningRoles
from services.runtime.settings import load_settings
from services.runtime.worker import Consumer
from tests.support import asyncapi
from tests.support.eventually import eventually
from tests.support.golden import EXAMPLES, digest_of, examples, promised

NAMES = list(examples())
DOCUMENT = asyncapi.document()


def body_of(name: str) -> Any:
    return json.loads((EXAMPLES / name).read_bytes())


def kept(said: Any, encoded: Any) -> Any:
    """Of what was encoded, the members that were there before."""
    if isinstance(said, dict) and isinstance(encoded, dict):
        return {name: kept(said[name], encoded[name]) for name in said if name in encoded}
    if isinstance(said, list) and isinstance(encoded, list) and len(said) == len(encoded):
        return [kept(*pair) for pair in zip(said, encoded, strict=True)]
    return encoded


def test_every_type_has_an_example_and_every_folder_is_a_type() -> None:
    assert {name.partition("/")[0] for name in NAMES} == set(EVENT_TYPES)
    assert {path.name for path in EXAMPLES.iterdir()} == set(EVENT_TYPES)


def test_an_example_that_was_promised_is_still_there_and_still_the_same() -> None:
    assert {name: digest_of(EXAMPLES / name) for name in promised()} == promised(), (
        "an example is never edited: add another, or a new type"
    )


def test_every_example_is_promised() -> None:
    assert set(NAMES) == set(promised()), "run: python -m tests.support.golden"


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_decoded_and_encoded_to_all_that_it_said(name: str) -> None:
    event = decode((EXAMPLES / name).read_bytes())
    assert event.type == name.partition("/")[0]
    encoded = encode(event)
    # Fields are only ever added, so an older example lacks what came later, and nothing else.
    assert kept(body_of(name), json.loads(encoded)) == body_of(name)
    assert decode(encoded) == event


@pytest.mark.parametrize("name", NAMES)
def test_an_example_keeps_to_the_published_schema(name: str) -> None:
    kind = name.partition("/")[0]
    schema = {
        "$ref": f"#/components/messages/{kind}/payload",
        "components": DOCUMENT["components"],
    }
    jsonschema_rs.validate(schema, body_of(name))


def test_the_published_schema_refuses_what_the_code_refuses() -> None:
    kind = "intake.report.received.v1"
    schema = {
        "$ref": f"#/components/messages/{kind}/payload",
        "components": DOCUMENT["components"],
    }
    body = body_of(f"{kind}/full.json")
    body["data"]["severity"] = 9
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, body)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_about_its_subject(name: str) -> None:
    body = body_of(name)
    assert body["data"].get("id", body["data"].get("report")) == body["subject"]


@pytest.mark.parametrize(
    ("thing", "first"),
    [("intake.report.", "intake.report.received"), ("intake.case.", "intake.case.opened")],
)
def test_the_first_version_has_its_own_type_and_later_ones_are_changes(
    thing: str, first: str
) -> None:
    versions = {name: body_of(name)["data"]["version"] for name in NAMES if name.startswith(thing)}
    assert len(versions) > 1
    for name, version in versions.items():
        assert (version == 1) == name.startswith(first), name


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    settings = load_settings({"CITYMEND_HOME": str(tmp_path)})
    installation = open_installation(settings, writer=True)
    installation.prepare()
    yield installation
    installation.close()


def test_every_consumer_takes_every_example_of_every_topic_it_reads(
    installation: Installation,
) -> None:
    consumers = [role for role in installation.roles() if isinstance(role, Consumer)]
    assert len(consumers) == len({reader for topic in TOPICS for reader in topic.read_by})
    # Each under a key of its own: of one key a consumer takes the newest version alone.
    raw = {name: (EXAMPLES / name).read_bytes() for name in NAMES}
    installation.bus.publish(
        [Record(topic_of(decode(one).type), name, one) for name, one in raw.items()]
    )
    stop = threading.Event()
    running = RunningRoles(consumers, stop)
    running.start()
    eventually(lambda: [consumer.idle() for consumer in consumers] == [None] * len(consumers))
    stop.set()
    running.join()
    parked = [
        (one.record.key, one.reason) for _, lot in installation.lots() for one in lot.waiting()
    ]
    assert parked == []
