"""Errors, ids, headers, health: what every answer of every service has in common."""

import logging
from functools import partial
from typing import Any

import flask
import pytest
from flask.testing import FlaskClient
from prometheus_client import REGISTRY
from werkzeug.test import TestResponse

from services.runtime.web.app import About, UnguardedRoutes, create_app
from services.runtime.web.problems import MEDIA_TYPE
from services.runtime.web.request_ids import RequestIdFilter
from services.runtime.web.settings import WebSettings
from tests.unit.runtime.web.demo import PHONE, FewKeys, demo_app

THINGS = "/api/demo/v1/things"
OFFICER = {"Authorization": "Bearer officer"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.content_type == MEDIA_TYPE
    body: dict[str, Any] = answer.get_json(force=True)
    assert set(body) == {"type", "title", "status", "detail", "instance", "errors"}
    assert body["status"] == status
    assert body["instance"] == answer.headers["X-Request-Id"]
    return body


def test_a_missing_or_wrong_key_is_401_before_anything_is_validated(client: FlaskClient) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        answer = client.put(f"{THINGS}/none", data=b"not json", headers=headers)
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_role_is_403_before_404_and_before_validation(client: FlaskClient) -> None:
    planner = {"Authorization": "Bearer planner"}
    problem(client.get(f"{THINGS}/none", headers=planner), 403)
    problem(client.put(f"{THINGS}/t1", data=b"not json", headers=planner), 403)


def test_a_refusal_of_the_domain_becomes_its_problem(client: FlaskClient) -> None:
    said = problem(client.get(f"{THINGS}/none", headers=OFFICER), 404)
    assert said["detail"] == "There is no such thing."


def test_an_unknown_path_and_method_are_problems(client: FlaskClient) -> None:
    problem(client.get("/api/demo/v1/nothing"), 404)
    wrong = client.delete(THINGS)
    problem(wrong, 405)
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].split(", "))


def test_an_engine_away_is_503_with_retry_after(client: FlaskClient) -> None:
    answer = client.get(f"{THINGS}/broken/away")
    problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_failure_is_500_and_quotes_nobody_in_answer_or_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        answer = client.get(f"{THINGS}/broken/badly")
    problem(answer, 500)
    logged = "".join(str(vars(record)) for record in caplog.records)
    told = answer.text + logged
    assert "RuntimeError" in told
    assert PHONE not in told


def test_a_request_id_is_kept_when_well_formed_and_made_otherwise(client: FlaskClient) -> None:
    kept = client.get("/api/demo/healthz", headers={"X-Request-Id": "abc-123_x.4"})
    assert kept.headers["X-Request-Id"] == "abc-123_x.4"
    for bad in ("short", "x" * 65, "spaced out id", "名字名字名字名字".encode().decode("latin-1")):
        made = client.get("/api/demo/healthz", headers={"X-Request-Id": bad}).headers
        assert len(made["X-Request-Id"]) == 32


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for path in ("/", "/api/demo/healthz", "/nothing", "/static/demo/citymend.css"):
        with client.get(path, headers=BROWSER) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"


def test_only_named_hosts_may_send_images() -> None:
    app = demo_app(image_sources=("https://tiles.example",))
    policy = app.test_client().get("/").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example;" in policy


def test_forwarded_headers_count_only_behind_a_trusted_proxy() -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    strange = demo_app().test_client().get("/", headers=forwarded)
    trusted = demo_app(trusted_proxies=1).test_client().get("/", headers=forwarded)
    assert "Strict-Transport-Security" not in strange.headers
    assert "Strict-Transport-Security" in trusted.headers


def test_health_follows_the_check_of_the_service() -> None:
    well = demo_app().test_client().get("/api/demo/healthz")
    ill = demo_app(check=lambda: "the database is away").test_client().get("/api/demo/healthz")
    assert (well.status_code, well.get_json()["status"]) == (200, "ok")
    assert (ill.status_code, ill.get_json()["detail"]) == (503, "the database is away")


def test_an_app_with_a_route_for_nobody_in_particular_does_not_start() -> None:
    pages = flask.Blueprint("site", __name__)
    pages.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    with pytest.raises(UnguardedRoutes, match="GET /forgotten"):
        create_app(
            About("demo", "Demo", "0.1.0"),
            web=WebSettings(secret="s" * 32),
            keys=FewKeys(),
            pages=[pages],
        )


def test_a_nul_in_a_path_finds_nothing(client: FlaskClient) -> None:
    assert client.get("/api/demo/v1/things/a%00b", headers=OFFICER).status_code == 404


def test_a_nul_in_the_query_of_a_page_reaches_no_store(client: FlaskClient) -> None:
    assert client.get("/anywhere?token=a%00b").status_code == 400


def test_a_stranger_who_writes_too_often_waits_and_a_key_does_not() -> None:
    client = demo_app().test_client()
    statuses = [client.post(f"{THINGS}/rare").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = client.post(f"{THINGS}/rare")
    problem(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert client.post(f"{THINGS}/rare", headers=OFFICER).status_code == 200
    assert client.get(THINGS).status_code == 200


def test_rate_limits_can_be_switched_off() -> None:
    client = demo_app(rate_limits=False).test_client()
    assert {client.post(f"{THINGS}/rare").status_code for _ in range(5)} == {200}


def test_a_request_is_measured_and_logged_by_its_route_never_by_its_path(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    labels = {"service": "demo", "method": "GET", "route": "/api/demo/v1/things/<thing_id>"}
    count = partial(
        REGISTRY.get_sample_value,
        "citymend_http_request_seconds_count",
        {**labels, "status": "404"},
    )
    before = count() or 0
    caplog.handler.addFilter(RequestIdFilter())
    with caplog.at_level(logging.INFO):
        answer = client.get(f"{THINGS}/secret-token", headers=OFFICER)
    assert count() == before + 1
    line = vars(caplog.records[-1])
    assert line["message"] == "request answered"
    assert (line["status"], line["role"]) == (404, "officer")
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert "secret-token" not in str(line)


def test_reads_that_go_well_are_not_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        client.get(THINGS)
    assert not caplog.records
