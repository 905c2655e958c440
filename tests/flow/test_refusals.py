"""Bad input over HTTP: a clear refusal, and nothing of it is stored."""

import http.client
import json
from typing import Any

import pytest

from tests.flow.refusing import REPORTS, pointers, stored
from tests.support.running import Home

pytestmark = pytest.mark.slow

GOOD: dict[str, Any] = {
    "subject": "路灯不亮",
    "description": "望澜路南段路灯不亮",
    "lat": 30.4158,
    "long": 123.1462,
}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"description": 7}, "/description"),
        ({"description": "   "}, "/description"),
        ({"description": "x" * 100_000}, "/description"),
        ({"description": "a\x00b"}, "/description"),
        ({"subject": "题" * 201}, "/subject"),
        ({"lat": "north"}, "/lat"),
        ({"lat": 91}, "/lat"),
        ({"long": -181}, "/long"),
        ({"long": None}, "/long"),
        ({"service_code": "no_such_category"}, "/service_code"),
        ({"occurred_at": "2026-11-01T10:00:00"}, "/occurred_at"),
        ({"occurred_at": "yesterday"}, "/occurred_at"),
        ({"datum": "mars"}, "/datum"),
        ({"no_such_field": 1}, "/no_such_field"),
    ],
)
def test_a_broken_rule_is_named_with_its_field_and_stores_nothing(
    served: Home, key: str, change: dict[str, Any], pointer: str
) -> None:
    before = stored(served, key)
    body = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    answer = served.request("POST", REPORTS, body)
    assert answer.status == 422, answer
    assert pointer in pointers(answer)
    assert stored(served, key) == before


def test_a_report_without_any_place_is_refused(served: Home) -> None:
    body = {name: GOOD[name] for name in ("subject", "description")}
    answer = served.request("POST", REPORTS, body)
    assert answer.status == 422
    assert pointers(answer)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b'{"description": "\xff\xfe"}', 400),
        (b"[1, 2]", 422),
        (b"", 422),
        (b"[" * 50_000, 400),
        (b'{"description": "' + "长".encode() * 100_000 + b'"}', 413),
        (b'{"description": "' + b"x" * 20_000_000 + b'"}', 413),
    ],
    ids=[
        "half JSON",
        "broken UTF-8",
        "no object",
        "nothing",
        "50,000 deep",
        "100,000 characters",
        "20 MB",
    ],
)
def test_what_cannot_be_read_or_is_too_large_stores_nothing(
    served: Home, key: str, raw: bytes, status: int
) -> None:
    before = stored(served, key)
    answer = served.request("POST", REPORTS, raw=raw)
    # A server may close the connection on a body it will not read.
    assert answer.status == status or (status == 413 and answer.status == 0)
    assert stored(served, key) == before
    assert served.request("GET", "/healthz").status == 200


def test_a_body_that_says_it_is_20_mb_is_refused_before_it_is_sent(served: Home) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.putrequest("POST", REPORTS)
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "20000000")
    connection.endheaders(b"{")
    with connection.getresponse() as response:
        assert response.status == 413
        assert json.load(response)["status"] == 413
    connection.close()


def test_what_says_it_is_no_json_is_not_read(served: Home) -> None:
    answer = served.request("POST", REPORTS, raw=b"a=b", headers={"Content-Type": "text/plain"})
    assert answer.status == 415


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", '"30.4"', "true"])
def test_what_is_no_number_is_no_coordinate(served: Home, key: str, number: str) -> None:
    before = stored(served, key)
    raw = f'{{"description": "路灯不亮", "lat": {number}, "long": 123.1}}'.encode()
    assert served.request("POST", REPORTS, raw=raw).status in (400, 422)
    assert stored(served, key) == before


def test_a_source_without_a_key_is_refused_and_with_a_wrong_one_unknown(served: Home) -> None:
    body = {**GOOD, "source": "hotline", "external_id": "X-1"}
    assert served.request("POST", REPORTS, body).status == 403
    assert served.request("POST", REPORTS, body, key="cm_wrong").status == 401
