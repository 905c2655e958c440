"""compose.yaml as README.md says it, whole: brought up, tried, a process killed, taken away.

By `make long`, where a daemon answers, compose is, and the images of the engines are or can be had
(`docker_daemon.sh up` makes stand-ins for them, and `docker_daemon.sh env` names them).
"""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support.engines.docker_host import Docker
from tests.support.eventually import eventually
from tests.support.running import ROOT, free_port

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]
_DEPLOY = ROOT / "deploy"
_VARIABLES = ("POSTGRES_IMAGE", "KAFKA_IMAGE", "ELASTICSEARCH_IMAGE", "NGINX_IMAGE")


class Whole:
    """A project of compose with names, images and a port of this test's own."""

    def __init__(self, program: Sequence[str], docker: Docker, secrets: Path) -> None:
        self.port = free_port()
        self._program = program
        self._files = ("-f", str(_DEPLOY / "compose.yaml"), "--env-file", str(secrets))
        images = {f"{name.upper()}_IMAGE": docker.build(service, ROOT) for name, service in _OURS}
        self._environment = {
            **os.environ,
            **images,
            "DOCKER_HOST": docker.host,
            "COMPOSE_PROJECT_NAME": "citymend-tested",
            "LISTEN": f"127.0.0.1:{self.port}",
        }

    def run(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            [*self._program, *self._files, *words],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert not check or done.returncode == 0, done.stderr[-3000:]
        return done.stdout


_OURS = (("intake", "intake"), ("bank", "projectbank"), ("search", "search"))


@pytest.fixture(scope="module")
def whole(docker_host: Docker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    program = _compose()
    missing = [name for name in _VARIABLES if name not in os.environ]
    if missing and docker_host.base.startswith("citymend/"):
        pytest.skip(f'no registry: eval "$(docker_daemon.sh env)" names {", ".join(missing)}')
    secrets = tmp_path_factory.mktemp("compose") / "env"
    drawn = subprocess.run(
        [str(_DEPLOY / "compose" / "new-secrets")], capture_output=True, text=True, check=True
    )
    secrets.write_text(drawn.stdout, encoding="utf-8")
    project = Whole(program, docker_host, secrets)
    try:
        project.run("up", "--detach", "--no-build", "--wait", "--wait-timeout", "600")
        yield project
    finally:
        project.run("down", "--volumes", "--timeout", "30", check=False)


def _compose() -> Sequence[str]:
    if found := shutil.which("docker-compose"):
        return (found,)
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    if plugin.returncode:
        pytest.skip("compose is not here, neither as a plugin nor as docker-compose")
    return ("docker", "compose")


def test_a_report_goes_its_whole_way_through_containers(whole: Whole) -> None:
    add = ("keys", "add", "--role", "planner", "--name", "smoke")
    key = whole.run("exec", "-T", "intake-api", "citymend", *add).strip()
    done = subprocess.run(
        [str(_DEPLOY / "smoke"), f"http://127.0.0.1:{whole.port}", "--json"],
        env={**os.environ, "SMOKE_KEY": key},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout).keys() >= {"filed", "found", "grouped", "ranked", "shown"}


def test_a_process_that_dies_begins_anew(whole: Whole, docker_host: Docker) -> None:
    name = "citymend-tested-bank-worker-1"
    pid = int(docker_host.run("inspect", "-f", "{{.State.Pid}}", name))
    os.kill(pid, signal.SIGKILL)

    def state() -> str:
        return docker_host.run("inspect", "-f", "{{.RestartCount}} {{.State.Health.Status}}", name)

    eventually(lambda: state().split() == ["1", "healthy"], timeout=180)
