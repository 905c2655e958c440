"""Pages of lists: an opaque cursor, and a page size that is clamped."""

import base64
import json
from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from services.runtime.web.paging import read_cursor, write_cursor

THINGS = "/api/demo/v1/things"

parts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.none(),
)


@given(st.lists(parts, max_size=4))
def test_a_cursor_gives_back_its_sort_key(key: list[str | int | float | None]) -> None:
    cursor = write_cursor(key)
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&? ")
    assert read_cursor(cursor) == key


@given(st.text(max_size=30))
def test_anything_else_is_refused_and_never_fails(cursor: str) -> None:
    with suppress(ValidationError):
        assert isinstance(read_cursor(cursor), list)


def forged(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "%", "水", forged({}), forged([[1]]), forged(["a\x00", 1]), forged(["a", 2**70]),
     forged(["a"]), forged([1, "a"]), forged(["a", True]), forged(["\ud800", 1]), "A" * 4000],
)  # fmt: skip
def test_a_forged_cursor_is_422_at_the_cursor(client: FlaskClient, cursor: str) -> None:
    answer = client.get(THINGS, query_string={"cursor": cursor})
    assert answer.status_code == 422
    faults = answer.get_json(force=True)["errors"]
    assert [(fault["pointer"], fault["rule"]) for fault in faults] == [("/cursor", "cursor")]


def test_a_cursor_that_was_given_is_taken(client: FlaskClient) -> None:
    cursor = client.get(THINGS).get_json()["cursor"]
    assert client.get(THINGS, query_string={"cursor": cursor}).status_code == 200


@pytest.mark.parametrize(("asked", "answered"), [("1", 1), ("200", 200), ("201", 200)])
def test_a_page_size_above_200_is_answered_with_200(
    client: FlaskClient, asked: str, answered: int
) -> None:
    page = client.get(THINGS, query_string={"page_size": asked}).get_json()
    assert page["page_size"] == answered


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "1.5"])
def test_a_page_size_that_is_no_size_is_422(client: FlaskClient, asked: str) -> None:
    answer = client.get(THINGS, query_string={"page_size": asked})
    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"][0]["pointer"] == "/page_size"


def test_an_unknown_parameter_is_422(client: FlaskClient) -> None:
    answer = client.get(THINGS, query_string={"colour": "red"})
    assert answer.get_json(force=True)["errors"][0]["rule"] == "unknown"
    assert client.get(THINGS, query_string={"lang": "en"}).status_code == 200


def test_a_nul_in_a_parameter_is_422(client: FlaskClient) -> None:
    assert client.get(f"{THINGS}?name=a%00b").status_code == 422
