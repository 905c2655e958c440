"""One box: nine roles on real engines behind the ingress, asked as operators and strangers do."""

import http.client
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.by_word import WORDS
from tests.flow.conftest import real
from tests.support.apart import Apart, all_roles
from tests.support.engines.nginx_server import ingress
from tests.support.engines.places import nginx
from tests.support.engines.room import required_engines, unique
from tests.support.running import ROOT, Home

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@dataclass(frozen=True, slots=True)
class Box:
    roles: Apart
    port: int
    key: str

    def smoke(self, *words: str, key: str | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOT / "deploy" / "smoke"), f"http://127.0.0.1:{self.port}", *words],
            env={**os.environ, "SMOKE_KEY": self.key if key is None else key},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()


@pytest.fixture(scope="module")
def box(
    tmp_path_factory: pytest.TempPathFactory,
    postgres_url: str,
    kafka_url: str,
    elasticsearch_url: str,
) -> Iterator[Box]:
    folder = tmp_path_factory.mktemp("box")
    if nginx() is None:
        if "nginx" in required_engines():
            pytest.fail("nginx is required and not there (make engines)", pytrace=False)
        pytest.skip("nginx is not installed (make engines)")
    kafka = f"{kafka_url}?prefix={unique('box')}-"
    with real(folder, postgres_url, kafka, elasticsearch_url) as whole:
        whole = Home(whole.path, {**whole.environment, "CITYMEND_TRUSTED_PROXIES": "1"})
        key = whole.json("keys", "add", "--role", "planner", "--name", "smoke")["key"]
        with all_roles(whole, folder) as roles:
            apis = {word: roles[word, "api"].ports[word] for word in WORDS}
            with ingress(folder / "nginx", apis) as port:
                yield Box(roles, port, key)


def test_a_report_goes_its_whole_way_and_the_seconds_of_each_step_are_told(box: Box) -> None:
    done = box.smoke("--address-of-report", "幸福里3号楼")
    assert done.returncode == 0, done.stderr
    steps = [line.split()[0] for line in done.stdout.splitlines()]
    assert steps == ["up", "filed", "found", "grouped", "ranked", "shown", "cleared"]
    again = box.smoke("--address-of-report", "幸福里3号楼", "--json")
    assert again.returncode == 0, again.stderr


def test_what_keeps_it_from_its_way_is_told(box: Box) -> None:
    done = box.smoke(key="cm_nobodys")
    assert done.returncode == 1
    assert done.stderr.startswith("smoke: up:"), done.stderr
    assert "401" in done.stderr
    done = box.smoke(key="")
    assert (done.returncode, done.stdout) == (1, "")
    assert "SMOKE_KEY" in done.stderr
    done = box.smoke("--service-code", "no-such-code")
    assert done.returncode == 1
    assert "filed: POST /api/intake/v1/reports: 4" in done.stderr


def test_the_ingress_sends_each_path_to_its_service(box: Box) -> None:
    for path in ("/api/intake/v1/reports", "/api/bank/v1/criteria", "/api/search/v1/records?q=x"):
        assert box.ask(path)[0] == 200, path
    for path in ("/", "/sign-in", "/report", "/projects", "/search", "/sw.js", "/healthz"):
        assert box.ask(path)[0] == 200, path
    assert box.ask("/searching")[0] == box.ask("/projectsx")[0] == 404


def test_gauges_are_not_for_the_world(box: Box) -> None:
    for path in ("/metrics", "/readyz"):
        status, said = box.ask(path)
        assert status == 404
        assert "nginx" in said


def test_what_a_stranger_says_of_where_it_comes_from_is_replaced(box: Box) -> None:
    forged = {"X_Forwarded_Host": "evil.example", "X_Forwarded_For": "127.0.0.1"}
    status, page = box.ask("/", **forged, Forwarded="host=evil.example")
    assert status == 200
    assert "evil.example" not in page
    assert box.ask("/", Host="evil.example")[0] == 421


def test_behind_a_proxy_with_a_certificate_links_and_cookies_are_those_of_the_outside(
    box: Box, tmp_path: Path
) -> None:
    apis = {word: box.roles[word, "api"].ports[word] for word in WORDS}
    with ingress(tmp_path / "nginx", apis, scheme="https") as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/sign-in", headers={"Host": "localhost:8443"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"]
        connection.request("GET", "/open311/discovery.json", headers={"Host": "localhost:8443"})
        answer = connection.getresponse()
        said = answer.read().decode()
        connection.close()
    assert answer.status == 200
    assert "https://localhost:8443/" in said.replace("\\/", "/")


def test_what_is_larger_than_anything_we_take_is_refused_before_it_comes(box: Box) -> None:
    much = str(120 * 1024 * 1024)
    assert box.ask("/api/intake/v1/imports", "POST", Content_Length=much)[0] == 413
    assert box.ask("/report", "POST", Content_Length=much)[0] == 413


def test_the_log_of_the_ingress_names_nobody_and_nothing_that_was_looked_for(box: Box) -> None:
    box.ask("/search?q=%E7%94%B5%E6%A2%AF-secret")
    box.ask("/followed/a-token-of-somebody")
    said = (box.roles["bank", "api"].home.path.parent / "nginx" / "log").read_text("utf-8")
    assert '"path":"/search"' in said
    assert "secret" not in said
    assert "a-token" not in said


def test_who_asks_while_a_service_is_away_is_told_to_come_again_and_the_others_go_on(
    box: Box,
) -> None:
    """The last: it kills two roles."""
    box.roles["bank", "worker"].kill("bank", "worker")
    done = box.smoke("--address-of-report", "幸福里3号楼", "--patience", "2")
    assert done.returncode == 1
    assert "smoke: grouped: not within 2 s" in done.stderr
    box.roles["bank", "api"].kill("bank", "api")
    status, said = box.ask("/projects")
    assert status == 503
    assert "请稍后再试" in said
    assert box.ask("/")[0] == 200
