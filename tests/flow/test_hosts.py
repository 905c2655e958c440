"""A served installation answers to its own names, over real sockets and for every service."""

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.running import Home

PAGES = (
    "/",
    "/report",
    "/board",
    "/find",
    "/map",
    "/sw.js",
    "/sign-in",
    "/account",
    "/desk/mailbox",
    "/projects",
    "/search",
    "/statistics",
    "/feeds/any.atom",
    "/open311/discovery.xml",
    "/open311/v2/requests.json",
    "/api/intake/openapi.json",
    "/api/intake/docs",
    "/api/bank/v1/projects",
    "/api/bank/openapi.json",
    "/api/search/v1/records",
    "/api/search/openapi.json",
    "/static/intake/base.css",
    "/no/such/page",
)
PROBES = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/api/intake/healthz",
    "/api/bank/healthz",
    "/api/search/healthz",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    opened = Home(tmp_path_factory.mktemp("hosts"), {"CITYMEND_HOSTS": "intake.lan"})
    with opened.serving():
        yield opened


def ask(home: Home, path: str, host: str, more: Mapping[str, str] | None = None) -> tuple[int, str]:
    headers = {"Host": host, **(more or {})}
    answer = home.request("GET", path, headers=headers)
    return answer.status, f"{answer.headers}{answer.body!r}"


@pytest.mark.parametrize("path", PAGES)
def test_a_host_of_nobody_is_refused_by_every_service_and_not_repeated(
    home: Home, path: str
) -> None:
    status, told = ask(home, path, "evil.example")
    assert status == 421
    assert "evil.example" not in told
    for more in ({"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        status, told = ask(home, path, "intake.lan", more)
        assert status != 421
        assert "evil.example" not in told


@pytest.mark.parametrize("path", PROBES)
def test_probes_ask_by_the_address_of_a_container(home: Home, path: str) -> None:
    assert ask(home, path, f"10.244.0.17:{home.port}")[0] == 200


def test_links_follow_names_that_are_ours(home: Home) -> None:
    for host in ("localhost:9999", "intake.lan"):
        answer = home.request("GET", "/open311/discovery.json", headers={"Host": host})
        assert answer.status == 200
        assert answer.body["endpoints"][0]["url"] == f"http://{host}/open311/v2"
        named = {name.lower(): value for name, value in answer.headers.items()}
        assert "Host" in named["vary"]


@pytest.mark.parametrize(
    "head",
    [
        "GET http://evil.example/open311/discovery.json HTTP/1.1\r\nHost: evil.example\r\n",
        "GET http://evil.example/open311/discovery.json HTTP/1.1\r\nHost: localhost\r\n",
        "GET /open311/discovery.json HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n",
        "GET /open311/discovery.json HTTP/1.1\r\nHost: evil.example\r\nHost: localhost\r\n",
        "GET /open311/discovery.json HTTP/1.1\r\nHost: localhost@evil.example\r\n",
        "GET /open311/discovery.json HTTP/1.1\r\n",
        "GET /open311/discovery.json HTTP/1.0\r\n",
    ],
)
def test_no_way_of_writing_a_request_puts_a_strange_host_into_a_link(home: Home, head: str) -> None:
    with socket.create_connection(("127.0.0.1", home.port), timeout=10) as line:
        line.sendall(f"{head}Connection: close\r\n\r\n".encode())
        told = b""
        while part := line.recv(65_536):
            told += part
    assert b"HTTP/1." in told
    assert b"evil" not in told


def test_the_start_says_which_names_are_answered(home: Home) -> None:
    log = (Path(home.path) / "run-no-demo.log").read_text(encoding="utf-8")
    assert "answers to intake.lan" in log
