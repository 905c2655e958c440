"""A Docker daemon for tests of our own images: the machine's own, or one of these tests."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.engines.containers import daemon_answers

_SCRIPT = Path(__file__).with_name("docker_daemon.sh")
_OWN = Path(os.environ.get("CITYMEND_DOCKER_DIR", "/var/tmp/citymend-docker")) / "docker.sock"
_USUAL = "unix:///var/run/docker.sock"
_STAND_IN = "citymend/python-stand-in:3.11"
_OFFICIAL = "python:3.11-slim"


class NoDocker(Exception):
    """Why no image can be built here."""


@dataclass(frozen=True, slots=True)
class Docker:
    """The command line client, speaking to one daemon."""

    host: str
    base: str
    """The image that ours begin from."""

    def run(self, *words: str, timeout: float = 900, check: bool = True) -> str:
        """`docker …`; what it printed. A failure carries what it said last."""
        done = subprocess.run(
            ["docker", *words],
            env={**os.environ, "DOCKER_HOST": self.host},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"docker {words[0]}: {done.stdout[-1500:]}\n{done.stderr[-1500:]}")
        return done.stdout + done.stderr

    def build(self, service: str, root: Path) -> str:
        """The image of a service; its name."""
        name = f"citymend-{service}:tested"
        self.run(
            *("build", "--network=host", "-f", str(root / "deploy/Dockerfile"), "-t", name),
            *("--build-arg", f"BASE={self.base}", "--build-arg", f"SERVICE={service}", str(root)),
        )
        return name


@contextmanager
def docker() -> Iterator[Docker]:
    """A daemon that answers and a base image. Raises NoDocker with the reason."""
    for host in (os.environ.get("DOCKER_HOST", _USUAL), f"unix://{_OWN}"):
        if daemon_answers(host):
            yield _with_base(host)
            return
    if os.geteuid() != 0:
        raise NoDocker("no Docker daemon answers, and only root can start one")
    if shutil.which("dockerd") is None or shutil.which("debootstrap") is None:
        raise NoDocker("no Docker daemon answers and none is installed (make engines)")
    _script("up", "python")
    try:
        yield _with_base(f"unix://{_OWN}")
    finally:
        _script("down")


def _with_base(host: str) -> Docker:
    candidates: Sequence[Any] = (os.environ.get("CITYMEND_TEST_PYTHON_IMAGE"), _STAND_IN)
    for image in filter(None, candidates):
        found = Docker(host, image)
        if "Error" not in found.run("image", "inspect", image, check=False):
            return found
    found = Docker(host, _OFFICIAL)
    said = found.run("pull", "-q", _OFFICIAL, check=False)
    if "rror" in said:
        raise NoDocker(f"a daemon answers, but no base image can be had: {said.strip()[-200:]}")
    return found


def _script(*words: str) -> None:
    done = subprocess.run(
        [str(_SCRIPT), *words], capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        raise NoDocker(f"docker_daemon.sh {words[0]}: {done.stderr.strip()[-300:]}")
