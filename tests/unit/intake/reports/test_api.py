"""Reports over HTTP: what is accepted, refused, listed and shown to whom."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.intake.site_client import bearing

REPORTS = "/api/intake/v1/reports"


def a_body(**said: Any) -> dict[str, Any]:
    return {"description": "路灯坏了。晚上看不见。", "address": "文化路 12 号", **said}


def post(client: FlaskClient, role: str | None = None, **said: Any) -> TestResponse:
    headers = bearing(role) if role else {}
    return client.post(REPORTS, json=a_body(**said), headers=headers)


def sent(answer: TestResponse) -> dict[str, Any]:
    """The body of an answer that has one."""
    body = answer.json
    assert isinstance(body, dict)
    return body


def listed(client: FlaskClient, role: str | None = None, **query: Any) -> list[str]:
    headers = bearing(role) if role else {}
    answer = client.get(REPORTS, query_string=query, headers=headers)
    assert answer.status_code == 200, answer.json
    return [item["id"] for item in sent(answer)["items"]]


def faults(answer: TestResponse) -> list[tuple[str, str]]:
    assert answer.content_type.startswith("application/problem+json")
    body = sent(answer)
    return [(error["pointer"], error["rule"]) for error in body["errors"]]


def test_a_report_is_answered_with_number_token_and_version(client: FlaskClient) -> None:
    answer = post(client)
    assert answer.status_code == 201
    body = sent(answer)
    assert body["status"] == "received"
    assert body["version"] == f"report:{body['id']}@1"
    assert body["duplicates"] == []
    assert len(body["tracking_token"]) >= 20


def test_every_field_of_a_report_is_understood(client: FlaskClient) -> None:
    moment = datetime.now(UTC) - timedelta(days=1)
    answer = post(
        client,
        service_code="street_lamp",
        request_type="complaint",
        subject="路灯",
        lat=30.1,
        long=120.5,
        datum="wgs84",
        object="LAMP-7",
        attributes={"杆号": "7"},
        occurred_at=moment.isoformat(),
        client_id="k1",
        contact={"name": "王", "phone": "13800138000", "email": None},
        public=True,
        support={"for": 3, "against": 1},
    )
    assert answer.status_code == 201, answer.json
    shown = sent(client.get(f"{REPORTS}/{sent(answer)['id']}"))
    assert shown["category"]["code"] == "street_lamp"
    assert shown["support"] == {"for": 3, "against": 1}
    assert shown["place"]["lat"] == 30.1
    assert datetime.fromisoformat(shown["occurred_at"]) == moment
    assert "13800138000" not in json.dumps(shown)
    assert "pseudonym" not in shown


def test_the_same_again_is_200_with_the_same_body(client: FlaskClient) -> None:
    first, again = post(client, client_id="k1"), post(client, client_id="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


def test_another_body_under_the_same_client_id_is_409(client: FlaskClient) -> None:
    post(client, client_id="k1")
    answer = post(client, client_id="k1", description="别的")
    assert answer.status_code == 409
    assert faults(answer) == [("/client_id", "same_report")]


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"description": 7}, "/description"),
        ({"description": "  "}, "/description"),
        ({"description": "a" * 100_000}, "/description"),
        ({"description": "a\0b"}, "/description"),
        ({"subject": "长" * 201}, "/subject"),
        ({"address": None}, "/address"),
        ({"lat": 29.9}, "/long"),
        ({"lat": 99, "long": 121}, "/lat"),
        ({"lat": "29.9", "long": 121}, "/lat"),
        ({"lat": [1], "long": 121}, "/lat"),
        ({"service_code": "ufo"}, "/service_code"),
        ({"request_type": "rant"}, "/request_type"),
        ({"area": "atlantis"}, "/area"),
        ({"occurred_at": "2026-11-22T08:00:00"}, "/occurred_at"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "/occurred_at"),
        ({"occurred_at": "2001-01-01T00:00:00Z"}, "/occurred_at"),
        ({"support": {"for": -1}}, "/support/for"),
        ({"support": {"for": 1.5}}, "/support/for"),
        ({"contact": {"phone": 7}}, "/contact/phone"),
        ({"contact": {"fax": "7"}}, "/contact/fax"),
        ({"attributes": {"a": 7}}, "/attributes/a/value"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_wrong_value_is_422_with_a_pointer(
    client: FlaskClient, said: dict[str, Any], pointer: str
) -> None:
    answer = post(client, **said)
    assert answer.status_code == 422, answer.json
    assert pointer in [fault for fault, _ in faults(answer)]
    assert listed(client, "officer") == []


def test_half_of_a_surrogate_pair_is_422(client: FlaskClient) -> None:
    raw = rb'{"description": "\ud83d", "address": "x"}'
    answer = client.post(REPORTS, data=raw, content_type="application/json")
    assert answer.status_code == 422
    assert faults(answer) == [("/description", "unicode")]


@pytest.mark.parametrize("body", [[], "text", 7, None])
def test_a_body_that_is_no_object_is_422(client: FlaskClient, body: object) -> None:
    assert client.post(REPORTS, json=body).status_code == 422


@pytest.mark.parametrize("raw", [b"{", b'{"description": "\xff\xfe"}', b'{"lat": NaN}'])
def test_what_cannot_be_read_is_400(client: FlaskClient, raw: bytes) -> None:
    answer = client.post(REPORTS, data=raw, content_type="application/json")
    assert answer.status_code == 400


def test_a_body_of_20_megabytes_is_413(client: FlaskClient) -> None:
    raw = b'{"description": "' + b"a" * 20_000_000 + b'"}'
    assert client.post(REPORTS, data=raw, content_type="application/json").status_code == 413


@pytest.mark.parametrize("said", [{"source": "hotline"}, {"external_id": "7"}])
def test_only_an_officer_or_a_device_may_name_a_source(
    client: FlaskClient, said: dict[str, str]
) -> None:
    for role in (None, "planner"):
        answer = post(client, role, **said, description=7)
        assert answer.status_code == 403
    for role in ("officer", "device"):
        assert post(client, role, **said).status_code in (200, 201)


def test_a_wrong_key_is_401_before_anything_else(client: FlaskClient) -> None:
    assert post(client, "nobody", description=7).status_code == 401


def test_an_officer_may_report_what_is_long_past(client: FlaskClient) -> None:
    assert post(client, "officer", occurred_at="2019-01-01T00:00:00Z").status_code == 201


def test_the_same_external_id_sent_again_changes_or_repeats(client: FlaskClient) -> None:
    said = {"source": "hotline", "external_id": "7"}
    first = post(client, "officer", **said)
    again = post(client, "officer", **said)
    other = post(client, "officer", **said, description="别的")
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 200]
    assert first.json is not None
    assert other.json is not None
    assert other.json["version"] == f"report:{first.json['id']}@2"


def test_officers_see_all_reports_and_others_the_public_ones(client: FlaskClient) -> None:
    shown, hidden = post(client).json, post(client, public=False).json
    assert shown is not None
    assert hidden is not None
    assert listed(client) == listed(client, "planner") == [shown["id"]]
    assert set(listed(client, "officer")) == {shown["id"], hidden["id"]}
    assert client.get(f"{REPORTS}/{hidden['id']}").status_code == 404
    officers = sent(client.get(f"{REPORTS}/{hidden['id']}", headers=bearing("officer")))
    assert officers["seq"] == 2


def test_an_unknown_number_is_404_and_a_number_may_be_typed_small(client: FlaskClient) -> None:
    assert client.get(f"{REPORTS}/20261122-XXXXX").status_code == 404
    known = sent(post(client))
    assert client.get(f"{REPORTS}/{known['id'].lower()}").status_code == 200


def test_pages_follow_one_another_and_end(client: FlaskClient) -> None:
    reported = [sent(post(client))["id"] for _ in range(5)]
    seen, cursor = [], None
    while True:
        query = {"page_size": 2, **({"cursor": cursor} if cursor else {})}
        body = client.get(REPORTS, query_string=query).json
        assert body is not None
        seen += [item["id"] for item in body["items"]]
        cursor = body["cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(reported)
    assert len(seen) == 5


def test_a_page_larger_than_allowed_is_answered_with_the_largest(client: FlaskClient) -> None:
    assert client.get(REPORTS, query_string={"page_size": 100_000}).status_code == 200


def test_a_radius_finds_what_lies_within_and_nothing_else(client: FlaskClient) -> None:
    def at(lat: float, long: float) -> str:
        body = post(client, lat=lat, long=long).json
        assert body is not None
        return str(body["id"])

    near = at(30.0, 120.0)
    corner = at(30.0 + 0.0044, 120.0 + 0.0050)  # 490 m north and 481 m east: 686 m away
    far = at(31.0, 120.0)
    around: dict[str, Any] = {"lat": 30.0, "long": 120.0}
    assert listed(client, None, **around, radius=500) == [near]
    assert set(listed(client, None, **around, radius=700)) == {near, corner}
    assert listed(client, bbox="119.9,29.9,120.1,30.1") == [corner, near]
    assert far in listed(client, bbox="119,29,121,32")


def test_an_unlocated_report_is_in_no_circle(client: FlaskClient) -> None:
    post(client)
    assert listed(client, lat=0, long=0, radius=50_000) == []


def test_reports_are_found_by_category_area_state_and_time(client: FlaskClient) -> None:
    body = sent(post(client, service_code="street_lamp", area="yunqiao.hexin.meiyuan"))
    post(client, service_code="manhole")
    mine = [body["id"]]
    assert listed(client, category="street_lamp") == mine
    assert listed(client, area="yunqiao") == listed(client, area="yunqiao.hexin.meiyuan") == mine
    assert listed(client, area="liuting") == []
    assert len(listed(client, state="received")) == 2
    assert listed(client, state="erased") == []
    assert listed(client, since="2999-01-01T00:00:00Z") == []
    assert len(listed(client, until="2999-01-01T00:00:00+08:00")) == 2


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"lat": "30"}, "/radius"),
        ({"lat": "30", "long": "120", "radius": "-1"}, "/radius"),
        ({"lat": "x", "long": "120", "radius": "5"}, "/lat"),
        ({"bbox": "1,2,3"}, "/bbox"),
        ({"bbox": "5,5,1,1"}, "/bbox"),
        ({"bbox": "nan,nan,nan,nan"}, "/bbox"),
        ({"since": "2026-01-01T00:00:00"}, "/since"),
        ({"state": "solved"}, "/state"),
        ({"cursor": "nonsense"}, "/cursor"),
        ({"cursor": "WyJhIiwiYiJd"}, "/cursor"),
        ({"page_size": "0"}, "/page_size"),
        ({"colour": "red"}, "/colour"),
        ({"category": "a\0"}, "/category"),
    ],
)
def test_a_wrong_filter_is_422_with_a_pointer(
    client: FlaskClient, query: dict[str, str], pointer: str
) -> None:
    answer = client.get(REPORTS, query_string=query)
    assert answer.status_code == 422
    assert pointer in [fault for fault, _ in faults(answer)]


def test_every_category_is_listed_with_a_plain_question(client: FlaskClient) -> None:
    body = sent(client.get("/api/intake/v1/categories"))
    assert body["cursor"] is None
    lamp = next(item for item in body["items"] if item["code"] == "street_lamp")
    assert lamp["name"]["zh"]
    assert lamp["question"]["en"]
    assert lamp["group_name"]["zh"]
    assert (lamp["kind"], lamp["indicator"]) == ("everyday", "P66")


def test_the_document_says_which_calls_need_no_key(client: FlaskClient) -> None:
    document = sent(client.get("/api/intake/openapi.json"))
    create = document["paths"][REPORTS]["post"]
    assert create["security"] == []
    assert {"200", "201", "400", "401", "403", "409", "413", "415", "422"} <= set(
        create["responses"]
    )
    assert "404" in document["paths"][f"{REPORTS}/{{report_id}}"]["get"]["responses"]
