"""What cannot be read is 400, 413 or 415; what cannot be accepted is 422 with pointers."""

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.unit.runtime.web.demo import UPLOAD_LIMIT

THINGS = "/api/demo/v1/things"


def sent(client: FlaskClient, body: Any, **options: Any) -> tuple[int, dict[str, Any]]:
    text = json.dumps(body)
    answer = client.post(THINGS, data=text, content_type="application/json", **options)
    return answer.status_code, answer.get_json(force=True)


def faults(client: FlaskClient, **values: Any) -> set[tuple[str, str]]:
    status, problem = sent(client, {"name": "灯", **values})
    assert status == 422
    return {(error["pointer"], error["rule"]) for error in problem["errors"]}


def test_a_good_body_is_accepted(client: FlaskClient) -> None:
    status, thing = sent(client, {"name": "路灯", "seen_at": "2026-11-22T08:30:00+08:00"})
    assert (status, thing) == (201, {"id": "t1", "name": "路灯"})


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"{",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b"[" * 100_000,
        b'{"name": ' + b"1" * 5000 + b"}",
        '{"name": "é"}'.encode("latin-1"),
    ],
    ids=["no UTF-8", "half", "NaN", "Infinity", "deep", "long number", "Latin-1"],
)
def test_a_body_that_is_not_json_in_utf_8_is_400(client: FlaskClient, body: bytes) -> None:
    answer = client.post(THINGS, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


def test_another_content_type_is_415(client: FlaskClient) -> None:
    assert client.post(THINGS, data="name=x", content_type="text/plain").status_code == 415


def test_a_body_over_the_limit_is_413_whether_its_length_is_told_or_not(
    client: FlaskClient,
) -> None:
    body = json.dumps({"name": "x", "note": "x" * 300_000}).encode()
    assert client.post(THINGS, data=body, content_type="application/json").status_code == 413
    streamed = client.post(
        THINGS,
        content_type="application/json",
        environ_overrides={
            "wsgi.input": io.BytesIO(body),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )
    assert streamed.status_code == 413


def test_a_route_may_take_larger_bodies_up_to_its_own_limit(client: FlaskClient) -> None:
    key = {"Authorization": "Bearer officer"}
    large = client.post(f"{THINGS}/upload", data=b"x" * UPLOAD_LIMIT, headers=key)
    assert large.get_json()["name"] == str(UPLOAD_LIMIT)
    larger = client.post(f"{THINGS}/upload", data=b"x" * (UPLOAD_LIMIT + 1), headers=key)
    assert larger.status_code == 413


def test_a_body_that_is_no_object_points_at_the_whole(client: FlaskClient) -> None:
    status, problem = sent(client, ["name"])
    assert status == 422
    assert [(error["pointer"], error["rule"]) for error in problem["errors"]] == [("", "type")]


def test_an_empty_body_names_what_is_missing(client: FlaskClient) -> None:
    answer = client.post(THINGS)
    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"][0]["pointer"] == "/name"
    assert answer.get_json(force=True)["errors"][0]["rule"] == "required"


def test_every_fault_is_told_at_once_with_its_place_and_rule(client: FlaskClient) -> None:
    assert faults(
        client,
        name="",
        seen_at="2026-11-22T08:30:00",
        lat=91,
        size=0,
        kind="road",
        parts=[{"label": "ok"}, {"label": 5, "a/b~c": 1}],
    ) == {
        ("/name", "blank"),
        ("/seen_at", "offset"),
        ("/lat", "range"),
        ("/size", "range"),
        ("/kind", "choice"),
        ("/parts/1/label", "type"),
        ("/parts/1/a~1b~0c", "unknown"),
    }


@pytest.mark.parametrize("name", ["", " ", "　", "\n\t"])
def test_blank_text_is_refused(client: FlaskClient, name: str) -> None:
    assert faults(client, name=name) == {("/name", "blank")}


def test_length_counts_code_points(client: FlaskClient) -> None:
    assert sent(client, {"name": "😀" * 10})[0] == 201
    assert faults(client, name="字" * 11) == {("/name", "length")}


@pytest.mark.parametrize(("text", "rule"), [("a\x00b", "nul"), ("a\ud800b", "unicode")])
def test_text_that_no_store_takes_is_refused(client: FlaskClient, text: str, rule: str) -> None:
    assert faults(client, note=text) == {("/note", rule)}


def test_text_is_kept_exactly(client: FlaskClient) -> None:
    assert sent(client, {"name": " 灯\r\n "})[1]["name"] == " 灯\r\n "


def test_an_unknown_field_is_refused_even_if_its_name_cannot_be_written(
    client: FlaskClient,
) -> None:
    assert faults(client, **{"x\ud800": 1}) == {("/x?", "unknown")}


@pytest.mark.parametrize(
    ("moment", "rule"),
    [
        ("2026-11-22T08:30:00", "offset"),
        ("2026-11-22", "format"),
        ("yesterday", "format"),
        ("2026-13-01T00:00:00Z", "format"),
        ("0001-01-01T00:00:00+14:00", "format"),
        (1_700_000_000, "format"),
        ("2026-11-22T08:30:00+08:00" + " " * 100, "format"),
    ],
)
def test_a_time_needs_its_offset(client: FlaskClient, moment: object, rule: str) -> None:
    assert faults(client, seen_at=moment) == {("/seen_at", rule)}


@pytest.mark.parametrize("number", ["1", True, 1e999, {}, "x"])
def test_a_strict_number_is_a_finite_number(client: FlaskClient, number: object) -> None:
    body = json.dumps({"name": "灯", "lat": number}).replace("Infinity", "1e999")
    answer = client.post(THINGS, data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json(force=True)["errors"][0]["pointer"] == "/lat"


@pytest.mark.parametrize("number", [True, 1.5, 1e999, "x", None])
def test_a_count_is_a_whole_number(client: FlaskClient, number: object) -> None:
    body = json.dumps({"name": "灯", "size": number}).replace("Infinity", "1e999")
    answer = client.post(THINGS, data=body, content_type="application/json")
    assert answer.status_code == 422


def test_sentences_are_in_the_readers_language(client: FlaskClient) -> None:
    chinese = sent(client, {})[1]
    english = sent(client, {}, headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"})[1]
    asked = sent(client, {}, query_string={"lang": "en"})[1]
    assert chinese["title"] == "有些内容需要修改"
    assert chinese["errors"][0]["detail"] == "请填写此项。"
    assert english["errors"][0]["detail"] == asked["errors"][0]["detail"] == "Please fill this in."


def test_validators_of_the_library_are_told_in_the_readers_language(client: FlaskClient) -> None:
    problem = sent(client, {"name": "灯", "kind": "x", "parts": [{"label": "a"}] * 4})[1]
    said = {error["pointer"]: error["detail"] for error in problem["errors"]}
    assert said == {"/kind": "只能是以下之一：lamp, pipe。", "/parts": "最多 3 个字或项。"}
