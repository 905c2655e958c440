"""The envelope carries every event there and back, and refuses by field, never by value."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.envelope import (
    LARGEST_EVENT,
    TooLarge,
    Unreadable,
    format_time,
    parse_time,
    seal,
    unseal,
)
from tests.unit.contracts.events import an_event

_WRITABLE = st.text(st.characters(exclude_categories=["Cs"]))
"""Everything but lone surrogates, which are no text and fit in no file."""
_WORDS = _WRITABLE.filter(bool)
_OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
_MOMENTS = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - the strategy adds the offset
    datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=_OFFSETS,
)
_DATA = st.dictionaries(
    _WRITABLE,
    st.recursive(
        st.none() | st.booleans() | st.integers() | _WRITABLE,
        lambda inner: st.lists(inner) | st.dictionaries(_WRITABLE, inner),
        max_leaves=8,
    ),
)
_SECRET = "13800138000"


def a_body(**changes: Any) -> dict[str, Any]:
    body = {
        "specversion": "1.0",
        "id": "1",
        "type": "town.thing.changed.v1",
        "source": "town",
        "subject": "T-1",
        "time": "2026-11-22T12:00:00+08:00",
        "data": {"version": 1},
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not ...}


def raw(**changes: Any) -> bytes:
    return json.dumps(a_body(**changes)).encode()


@given(words=st.tuples(_WORDS, _WORDS, _WORDS, _WORDS), moment=_MOMENTS, data=_DATA)
def test_what_is_sealed_is_unsealed(
    words: tuple[str, str, str, str], moment: datetime, data: dict[str, Any]
) -> None:
    name, kind, source, subject = words
    event = an_event(id=name, type=kind, source=source, subject=subject, time=moment, cause=name)
    envelope = unseal(seal(event, data))
    assert (envelope.id, envelope.type, envelope.source) == (name, kind, source)
    assert (envelope.subject, envelope.cause, envelope.data) == (subject, name, data)
    assert envelope.time == moment


@given(moment=_MOMENTS)
def test_a_time_keeps_its_microseconds_and_arrives_in_utc(moment: datetime) -> None:
    written = format_time(moment)
    assert written.endswith("Z")
    read = parse_time(written, "time")
    assert read == moment
    assert read.tzinfo is UTC


def test_an_event_without_a_cause_says_nothing_of_one() -> None:
    assert "cause" not in json.loads(seal(an_event(), {}))
    assert unseal(seal(an_event(), {})).cause is None


def test_a_foreign_extension_is_ignored() -> None:
    assert unseal(raw(traceparent="00-1-2-01", cause=7)).cause is None


def test_an_event_as_large_as_allowed_is_sealed_and_one_byte_more_is_not() -> None:
    room = LARGEST_EVENT - len(seal(an_event(), {"text": ""}))
    assert len(seal(an_event(), {"text": "x" * room})) == LARGEST_EVENT
    with pytest.raises(TooLarge, match=f"{LARGEST_EVENT + 1} bytes"):
        seal(an_event(), {"text": "x" * (room + 1)})


def test_size_is_counted_in_bytes_not_in_characters() -> None:
    with pytest.raises(TooLarge):
        seal(an_event(), {"text": "梯" * (LARGEST_EVENT // 3)})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"specversion": ...}, "specversion"),
        ({"id": ...}, "id"),
        ({"id": ""}, "id"),
        ({"id": {"phone": _SECRET}}, "id"),
        ({"type": None}, "type"),
        ({"source": 5}, "source"),
        ({"subject": ""}, "subject"),
        ({"time": _SECRET}, "time"),
        ({"time": "2026-11-22T12:00:00"}, "time: has no offset"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "time"),
        ({"time": "9999-12-31T23:59:59-14:00"}, "time"),
        ({"data": ...}, "data"),
        ({"data": [_SECRET]}, "data"),
        ({"data": _SECRET}, "data"),
    ],
)
def test_what_is_no_event_is_refused_by_field_and_never_by_value(
    changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(Unreadable, match=words) as refusal:
        unseal(raw(**changes))
    assert _SECRET not in str(refusal.value)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[1]",
        b'"text"',
        b"null",
        f"not json {_SECRET}".encode(),
        json.dumps(a_body()).encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_object_in_utf_8_is_refused(value: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        unseal(value)
    assert _SECRET not in str(refusal.value)


@given(value=st.binary())
def test_no_bytes_at_all_break_the_reader(value: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(value)
