"""What a quick reader reads is what the schema would, and what it leaves is refused as before."""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marshmallow import (
    EXCLUDE,
    RAISE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
    validates,
    validates_schema,
)

from services.contracts.catalogue import EVENT_TYPES
from services.contracts.quick import quick_load
from tests.support.golden import EXAMPLES, examples

SAID = {name: json.loads((EXAMPLES / name).read_bytes())["data"] for name in examples()}
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53,
    2**53 + 1,
    10**400,
    0.0,
    0.5,
    1.0,
    1e308,
    float("nan"),
    float("inf"),
    -float("inf"),
    "",
    "1",
    "0.5",
    "true",
    "x" * 201,
    "x" * 10_001,
    "public",
    "2026-11-22T12:00:00",
    "2026-11-22T12:00:00Z",
    "2026-11-22T12:00:00.1234567+08:00",
    "2026-11-22 12:00+08",
    "0001-01-01T00:00:00+14:00",
    "20261122",
    [],
    ["a"],
    [1],
    [None],
    [[]],
    {},
    {"version": 1},
)


def outcome(load: Any, data: Any) -> tuple[str, Any]:
    """What it said, in a form that tells 1 from True and nan from nothing."""
    try:
        return "read", repr(load(data))
    except ValidationError as error:
        return "refused", error.messages
    except Exception as error:  # noqa: BLE001 - whatever the schema does, the reader does, too
        return "failed", type(error)


def agree(name: str, data: Any) -> None:
    schema = EVENT_TYPES[name.partition("/")[0]].schema
    assert outcome(quick_load(schema), data) == outcome(schema.load, data)


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every member, the deepest first."""
    steps: list[Any] = []
    if isinstance(data, Mapping):
        steps = list(data)
    elif isinstance(data, list):
        steps = list(range(len(data)))
    for step in steps:
        yield from places(data[step], (*path, step))
        yield (*path, step)


def without(data: Any, path: tuple[Any, ...]) -> Any:
    changed = copy.deepcopy(data)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return changed


def having(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(data)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


@pytest.mark.parametrize("name", SAID)
def test_an_example_is_read_without_the_schema(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = EVENT_TYPES[name.partition("/")[0]].schema
    load = quick_load(schema)
    expected = schema.load(SAID[name])

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the schema was asked")

    monkeypatch.setattr(type(schema), "load", never)
    assert load(SAID[name]) == expected


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_reader_and_schema_agree_on_every_odd_value_of_every_field(kind: str) -> None:
    whole = next(name for name in SAID if name.partition("/")[0] == kind)
    for path in places(SAID[whole]):
        agree(whole, without(SAID[whole], path))
        for value in ODD:
            agree(whole, having(SAID[whole], path, value))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_reader_and_schema_agree_on_anything_anywhere(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SAID)))
    path = data.draw(st.sampled_from(sorted(places(SAID[name]), key=str)))
    agree(name, having(SAID[name], path, data.draw(JSON | st.sampled_from(ODD))))


@given(data=JSON)
@settings(max_examples=50, deadline=None)
def test_reader_and_schema_agree_on_what_is_no_event(data: Any) -> None:
    agree("intake.report.received.v1/full.json", data)


class _Plain(Schema):
    class Meta:
        unknown = EXCLUDE

    many_words = fields.List(fields.String(validate=validate.Length(equal=2)), required=True)
    renamed = fields.Float(data_key="name", attribute="other", validate=validate.Range(min=0))
    above = fields.Float(validate=validate.Range(min=0, min_inclusive=False))
    odd = fields.Integer(validate=[validate.Range(0), validate.Equal(2)], load_default=2)
    shown = fields.String(dump_only=True)
    given_by = fields.List(fields.String(), load_default=list)
    url = fields.URL()

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> tuple[Any, ...]:
        return tuple(sorted(data.items()))


@pytest.mark.parametrize(
    "said",
    [
        {"many_words": ["ab"], "name": 1, "above": 1, "odd": 2, "url": "https://example.org"},
        {"many_words": ["a"], "name": -1, "above": 0, "odd": 3, "url": "nowhere"},
        {"many_words": [], "shown": "x", "renamed": 5},
        {},
    ],
)
def test_rules_that_a_reader_does_not_know_are_the_fields_own(said: dict[str, Any]) -> None:
    schema = _Plain()
    assert outcome(quick_load(schema), said) == outcome(schema.load, said)


class _Strict(_Plain):
    class Meta:
        unknown = RAISE


class _Checked(_Plain):
    @validates("above")
    def refuse(self, _value: float, **_: Any) -> None:
        raise ValidationError("never")


class _CheckedWhole(_Plain):
    @validates_schema
    def refuse(self, _data: dict[str, Any], **_: Any) -> None:
        raise ValidationError("never")


@pytest.mark.parametrize("kind", [_Strict, _Checked, _CheckedWhole])
def test_a_schema_with_rules_of_its_own_is_always_asked(kind: type[Schema]) -> None:
    said = {"many_words": [], "above": 1.0, "unknown": 1}
    with pytest.raises(ValidationError):
        quick_load(kind())(said)
