"""Programs that others wrote, and our own check, against a server on a socket."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from georeport import GeoReport
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from services.all_in_one import Installation
from services.command.open311 import open311
from services.runtime.clock import SystemClock
from tests.contract.intake import Intake, open_intake
from tests.contract.wired import open_wired
from tests.unit.intake.builders import demonstration
from tests.unit.intake.open311.front import Front, open_front

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def intake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Intake]:
    yield from open_intake(request, tmp_path)


@pytest.fixture
def front(intake: Intake, tmp_path: Path) -> Front:
    return _with_requests(open_front(tmp_path, database=intake.database))


@pytest.fixture(scope="module")
def one_front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """For what no database has a part in; nobody writes to it."""
    opened = _with_requests(open_front(tmp_path_factory.mktemp("front")))
    yield opened
    opened.database.close()


def _with_requests(opened: Front) -> Front:
    """Of now, as the check asks for the last 90 days."""
    now = SystemClock().now()
    opened.wait((now - opened.clock.now()).total_seconds())
    opened.filed(description="first")
    opened.wait(1)
    opened.filed(address_string="云桥路 3 号")
    return opened


@contextmanager
def _serving(app: "WSGIApplication") -> Iterator[str]:
    """The address under which the app answers while the block runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_published_client_reads_everything(front: Front, form: str) -> None:
    with _serving(front.app) as site:
        client = GeoReport(f"{site}/open311/v2", output_format=form)
        services = client.get_service_list()
        definition = client.get_service_definition("street_lamp")
        requests = client.get_service_requests(status="open", service_code="street_lamp")
        number = requests[0]["service_request_id"]
        one = client.get_service_request(number)
    types = demonstration().problem_types
    everyday = {code for code, kind in types.items() if kind.kind == "everyday"}
    assert {each["service_code"] for each in services} == everyday | {"other"}
    assert definition["service_code"] == "street_lamp"
    assert len(requests) == 2
    assert one["service_request_id"] == number


def _check(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(open311, ["check", *words])
    return done.exit_code, done.output


@pytest.mark.parametrize("address", ["", "/open311/v2", "/open311/discovery.xml"])
def test_our_server_passes_the_check(one_front: Front, address: str) -> None:
    with _serving(one_front.app) as site:
        status, told = _check(f"{site}{address}", "--json")
    result = json.loads(told.splitlines()[-1])
    assert (status, result["failed"], result["skipped"]) == (0, 0, 0), told
    assert result["server"] == f"{site}/open311/v2"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    yield from open_wired(request, tmp_path / "home")


def test_an_installation_as_it_is_operated_passes_the_whole_check(
    installation: Installation,
) -> None:
    key = installation.identity.keyring.add_key("resident", "A check")
    with _serving(installation.service("intake").web()) as site:
        status, told = _check(site, "--write", "--api-key", key)
    assert status == 0, told
    assert told.splitlines()[-1].endswith(" passed, 0 failed, 0 skipped"), told


def test_the_check_names_the_broken_rule_and_exits_with_1(one_front: Front) -> None:
    with _serving(_mistyped(one_front.app)) as site:
        status, told = _check(f"{site}/open311/v2")
    assert status == 1
    assert "✗ content-type (xml) [Formats]" in told
    assert "application/xml" in told


def test_nobody_there_is_one_sentence(one_front: Front) -> None:
    with _serving(one_front.app) as site:
        status, told = _check(f"{site}/elsewhere")
    assert status == 1
    assert "neither services.xml nor a discovery document answers there" in told
    assert _check(f"{site}/open311/v2")[0] == 1


def test_writing_needs_a_key() -> None:
    assert _check("http://127.0.0.1:9", "--write")[0] == 2


def _mistyped(app: "WSGIApplication") -> "WSGIApplication":
    """Answers XML as application/xml, as many servers do."""

    @Request.application
    def answered(request: Request) -> Response:
        told = Response.from_app(app, request.environ)
        if told.mimetype == "text/xml":
            told.content_type = "application/xml; charset=utf-8"
        return told

    wrapped: Callable[..., object] = answered
    return wrapped  # type: ignore[return-value]
