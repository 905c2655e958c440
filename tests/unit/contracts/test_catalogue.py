"""Values become events and events values, and nothing personal is in a refusal."""

import json
import re
from dataclasses import fields, replace
from typing import Any

import pytest
from marshmallow import missing

from services.contracts.catalogue import EVENT_TYPES, REPORT_RECEIVED, decode, encode
from services.contracts.envelope import TooLarge, UnknownType, Unreadable
from tests.unit.contracts.events import a_report_state, an_event

_SECRET = "13800138000"


def altered(**data: Any) -> bytes:
    """A report's event whose data was altered on the way."""
    body = json.loads(encode(an_event()))
    body["data"].update(data)
    return json.dumps(body).encode()


def test_types_are_past_tense_names_with_a_version() -> None:
    for name in EVENT_TYPES:
        assert re.fullmatch(r"[a-z]+\.[a-z]+\.[a-z]+ed\.v[1-9]", name), name


def test_a_type_is_named_after_the_service_that_writes_its_topic() -> None:
    for name, row in EVENT_TYPES.items():
        assert name.partition(".")[0] == row.topic.written_by


def test_a_schema_has_exactly_the_fields_of_its_value() -> None:
    for row in EVENT_TYPES.values():
        assert set(row.schema.fields) == {field.name for field in fields(row.value)}


def test_a_field_of_an_event_is_always_there_or_was_added_with_a_default() -> None:
    for row in EVENT_TYPES.values():
        for field in row.schema.fields.values():
            assert field.required is (field.load_default is missing), row.name


def test_an_event_is_decoded_to_the_value_that_was_encoded() -> None:
    event = an_event(cause="another")
    assert decode(encode(event)) == event


def test_a_field_of_a_newer_release_is_ignored() -> None:
    assert decode(altered(mood="grim")) == an_event()


def test_a_type_of_a_newer_release_is_not_mistaken_for_a_fault() -> None:
    body = json.loads(encode(an_event()))
    body["type"] = "intake.report.received.v2"
    body["data"] = {"version": 1}
    with pytest.raises(UnknownType, match=r"intake\.report\.received\.v2"):
        decode(json.dumps(body).encode())


def test_a_type_nobody_listed_cannot_be_encoded() -> None:
    with pytest.raises(UnknownType):
        encode(replace(an_event(), type="intake.report.dreamt.v1"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": "1"}, "version"),
        ({"version": 1.5}, "version"),
        ({"seq": None}, "seq"),
        ({"subject": {"phone": _SECRET}}, "subject"),
        ({"description": "9" * 10_001}, "description"),
        ({"category": _SECRET}, "category"),
        ({"category": {"code": "", "group": _SECRET}}, r"category\.code"),
        ({"support": {"in_favour": _SECRET, "against": 0}}, r"support\.in_favour"),
        ({"request_type": _SECRET}, "request_type"),
        ({"audience": _SECRET}, "audience"),
        ({"severity": 5}, "severity"),
        ({"occurred_at": _SECRET}, "occurred_at"),
        ({"occurred_at": "2026-11-22T12:00:00"}, "occurred_at"),
    ],
)
def test_faulty_data_is_refused_by_field_and_never_by_value(
    data: dict[str, Any], words: str
) -> None:
    with pytest.raises(Unreadable, match=f"data: .*{words}") as refusal:
        decode(altered(**data))
    assert _SECRET not in str(refusal.value)


def test_every_fault_of_an_event_is_named_at_once() -> None:
    with pytest.raises(Unreadable) as refusal:
        decode(altered(version=0, severity=9, source="nowhere"))
    assert [name in str(refusal.value) for name in ("version", "severity", "source")] == [True] * 3


@pytest.mark.parametrize("symbol", ["梯", "𠀀", '"', "\x01"])
def test_the_longest_report_fits_into_an_event(symbol: str) -> None:
    longest = a_report_state(subject=symbol * 200, description=symbol * 10_000)
    assert decode(encode(an_event(longest))).data == longest


def test_an_event_beyond_the_limit_is_not_encoded() -> None:
    with pytest.raises(TooLarge, match=REPORT_RECEIVED):
        encode(an_event(a_report_state(description="梯" * 30_000)))
