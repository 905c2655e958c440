"""One origin: the longest prefix wins, nothing is stripped; the process says how it is."""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry, Counter
from werkzeug.test import Client

from services.runtime.web.origin import NoRoot, mount
from services.runtime.web.process import process_app
from services.runtime.web.settings import WebSettings
from tests.unit.runtime.web.demo import FewKeys

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def named(name: str) -> "WSGIApplication":
    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [f"{name} {environ['SCRIPT_NAME']}{environ['PATH_INFO']}".encode("latin-1")]

    return application


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", "root /"),
        ("/report", "root /report"),
        ("/search", "search /search"),
        ("/search/", "search /search/"),
        ("/searching", "root /searching"),
        ("/api/bank/v1/projects/P-000123", "bank /api/bank/v1/projects/P-000123"),
        ("/api/bank", "bank /api/bank"),
        ("/api", "root /api"),
        ("/api/bankers", "root /api/bankers"),
        ("/projects/export", "export /projects/export"),
        ("/projects/P-1/x", "bank /projects/P-1/x"),
    ],
)
def test_the_longest_prefix_of_whole_segments_answers(path: str, answer: str) -> None:
    origin = mount(
        {
            "/": named("root"),
            "/search": named("search"),
            "/api/bank": named("bank"),
            "/projects": named("bank"),
            "/projects/export": named("export"),
        }
    )
    assert Client(origin).get(path).text == answer


def test_an_origin_without_a_root_is_refused() -> None:
    with pytest.raises(NoRoot):
        mount({"/search": named("search")})


def str_or_none(said: str | None) -> str | None:
    return said


def process(**checks: str | None) -> Client:
    registry = CollectorRegistry()
    Counter("things", "Things made", registry=registry).inc()
    app = process_app(
        {name: partial(str_or_none, said) for name, said in checks.items()},
        keys=FewKeys(),
        web=WebSettings(secret="s" * 32),
        registry=registry,
        facts={"profile": "sha256:1"},
    )
    return Client(app)


def test_a_living_process_is_healthy_even_when_it_cannot_work() -> None:
    assert process(bus="the broker is away").get("/healthz").status_code == 200


def test_readiness_names_what_is_wrong() -> None:
    here = {"REMOTE_ADDR": "127.0.0.1"}
    ill = process(database=None, bus="the broker is away").get("/readyz", environ_overrides=here)
    assert ill.status_code == 503
    assert ill.get_json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "bus": "the broker is away"},
        "profile": "sha256:1",
    }
    assert process(database=None).get("/readyz").status_code == 200


def test_strangers_do_not_read_what_a_driver_says() -> None:
    client = process(database="no answer from db.internal, user citymend", bus=None)
    away = {"REMOTE_ADDR": "192.0.2.7"}
    checks = {"database": "unavailable", "bus": "ok"}
    assert client.get("/readyz", environ_overrides=away).get_json()["checks"] == checks


def test_metrics_answer_loopback_and_elsewhere_only_a_key() -> None:
    client = process()
    here = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    assert "things_total 1.0" in here.text
    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", environ_overrides=away).status_code == 401
    key = {"Authorization": "Bearer officer"}
    assert client.get("/metrics", environ_overrides=away, headers=key).status_code == 200
    passed_on = {"X-Forwarded-For": "192.0.2.7"}
    assert client.get("/metrics", headers=passed_on).status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/metrics/none"])
def test_a_wrong_key_is_refused_as_programs_read_it(path: str) -> None:
    headers = {"Authorization": "Bearer wrong", "Accept": "*/*"}
    refused = process().get(path, headers=headers)
    assert refused.status_code == (404 if path.endswith("none") else 401)
    assert refused.mimetype == "application/problem+json"
