"""The image of a service: built from the lock, run by nobody's account on a root that is read-only.

Search's in every run, the others' by `make long`: they differ in one argument and its lock.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from services import by_word
from tests.support.engines.docker_host import Docker
from tests.support.eventually import eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
_ROOT = Path(__file__).resolve().parents[2]
_ENGINES = {"psycopg", "kafka", "elasticsearch", "tantivy"}
_OWN_ENGINES = {
    "intake": {"psycopg", "kafka"},
    "projectbank": {"psycopg", "kafka"},
    "search": {"psycopg", "kafka", "elasticsearch"},
}
_FIND = (
    "import sys, importlib.util as u; print(*[n for n in sys.argv[1:] if u.find_spec(n) is None])"
)
_WRITE = "open('/opt/citymend/x', 'w')"


@dataclass(frozen=True, slots=True)
class Image:
    docker: Docker
    service: str
    name: str

    @property
    def word(self) -> str:
        return "bank" if self.service == "projectbank" else self.service

    def python(self, code: str, *words: str) -> str:
        once = ("run", "--rm", "--network=none", "--read-only", "--entrypoint", "python")
        return self.docker.run(*once, self.name, "-c", code, *words)


@pytest.fixture(
    scope="module",
    params=[
        "search",
        pytest.param("intake", marks=pytest.mark.long),
        pytest.param("projectbank", marks=pytest.mark.long),
    ],
)
def image(request: pytest.FixtureRequest, docker_host: Docker) -> Image:
    service = request.param
    return Image(docker_host, service, docker_host.build(service, _ROOT))


@pytest.fixture
def relay(image: Image) -> Iterator[str]:
    """A container with the role that needs no engine in a new home; its name."""
    name = f"citymend-{uuid4().hex[:8]}"
    home = f"type=volume,target=/var/lib/citymend,source={name}"
    role = (image.word, "run", "--role", "relay", "--port", "8311")
    run = ("run", "-d", "--name", name, "--network=none", "--read-only", "--cap-drop=ALL")
    options = ("--security-opt=no-new-privileges", "--health-interval=1s", "--mount", home)
    try:
        image.docker.run(*run, *options, image.name, *role)
        yield name
    finally:
        image.docker.run("rm", "-fv", name, check=False)
        image.docker.run("volume", "rm", "-f", name, check=False)


def test_it_has_its_own_libraries_and_no_others(image: Image) -> None:
    own = set(by_word._SERVICES[image.word].libraries) | _OWN_ENGINES[image.service]
    known = {name for one in by_word._SERVICES.values() for name in one.libraries} | _ENGINES
    assert set(image.python(_FIND, *sorted(known)).split()) == known - own


def test_nothing_but_a_program_is_in_it(image: Image) -> None:
    """No package manager of its own, no tests, no lock, no secret."""
    assert image.python(_FIND, "pip", "pytest", "hatchling", "tests").split() == [
        "pip",
        "pytest",
        "hatchling",
        "tests",
    ]
    told = json.loads(image.docker.run("image", "inspect", image.name))[0]["Config"]
    assert told["User"] == "10001:10001"
    assert not [each for each in told["Env"] if "SECRET" in each or "URL" in each]


def test_its_role_is_well_without_rights_on_a_root_that_is_read_only(
    image: Image, relay: str
) -> None:
    def state() -> str:
        return image.docker.run("inspect", "-f", "{{.State.Health.Status}}", relay).strip()

    eventually(lambda: state() == "healthy", timeout=120)
    asked = image.docker.run("exec", relay, "citymend-probe", "/readyz")
    assert asked.startswith("200"), asked
    status = image.docker.run("exec", relay, "cat", "/proc/1/status")
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert facts["Uid"].split() == ["10001"] * 4
    assert facts["CapEff"].strip("0") == ""
    assert facts["NoNewPrivs"].strip() == "1"
    refused = image.docker.run("exec", relay, "python", "-c", _WRITE, check=False)
    assert "Read-only file system" in refused
    image.docker.run("stop", "-t", "60", relay)
    assert image.docker.run("inspect", "-f", "{{.State.ExitCode}}", relay).strip() == "0"


def test_who_names_no_service_is_told_which_there_are(docker_host: Docker) -> None:
    with pytest.raises(AssertionError, match="SERVICE is intake, projectbank or search"):
        docker_host.build("nobody", _ROOT)
