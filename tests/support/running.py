"""A whole installation as real processes: the command line, the servers, a client, a ledger."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.eventually import eventually

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("intake", "bank", "search")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(slots=True)
class Home:
    """One installation: its environment, its command line, its processes."""

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    """Engines' URLs; empty for embedded."""
    port: int = field(default_factory=free_port)

    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CITYMEND_")}
        return {
            **kept,
            "CITYMEND_HOME": str(self.path),
            "CITYMEND_PORT": str(self.port),
            "CITYMEND_RATE_LIMITS": "off",
            "PYTHONUNBUFFERED": "1",
            **self.environment,
        }

    def run(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """`citymend …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "services", *words],
            cwd=ROOT,
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def json(self, *words: str, timeout: float = 300) -> Any:
        """The JSON object of the last line; fails with the command's own words."""
        done = self.run(*words, "--json", timeout=timeout)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stderr[-3000:]}"
        return json.loads(done.stdout.strip().splitlines()[-1])

    def start(self, *words: str, log: str | None = None) -> subprocess.Popen[bytes]:
        """`citymend …` in the background; its output goes to a file in the home."""
        self.path.mkdir(parents=True, exist_ok=True)
        name = log or "-".join(word.strip("-") for word in words)
        with (self.path / f"{name}.log").open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "services", *words],
                cwd=ROOT,
                env=self.env(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """`citymend run` until the block ends; it must then end with 0."""
        process = self.start("run", "--no-demo")
        try:
            self.wait_until_up(process)
            yield process
        finally:
            stop(process)

    @contextmanager
    def serving_roles(self, roles: Sequence[tuple[str, str]] | None = None) -> Iterator["Roles"]:
        """Each role of each service as its own process, as production runs them."""
        wanted = roles or [(s, r) for s in SERVICES for r in ("api", "relay", "worker")]
        running = Roles(self, {})
        try:
            for service, role in wanted:
                running.start(service, role)
            yield running
        finally:
            running.stop()

    def wait_until_up(self, process: subprocess.Popen[bytes], timeout: float = 60) -> None:
        def up() -> bool:
            assert process.poll() is None, "the server ended while starting; see its log"
            return self.request("GET", "/healthz").status == 200

        eventually(up, timeout=timeout)

    def request(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = None,
        port: int | None = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 30,
    ) -> Answer:
        """One request; status 0 when nothing answers."""
        sent = {"Accept": "application/json", **(headers or {})}
        if body is not None:
            raw = json.dumps(body, ensure_ascii=False).encode()
        if raw is not None:
            sent.setdefault("Content-Type", "application/json")
        if key:
            sent["Authorization"] = f"Bearer {key}"
        url = f"http://127.0.0.1:{port or self.port}{path}"
        request = urllib.request.Request(url, data=raw, method=method, headers=sent)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return _answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return _answer(error.code, error.headers, error.read())
        except (urllib.error.URLError, OSError):
            return Answer(0, {}, None)


@dataclass(slots=True)
class Roles:
    """Processes of one role each."""

    home: Home
    processes: dict[tuple[str, str], subprocess.Popen[bytes]]
    ports: dict[str, int] = field(default_factory=dict)

    def start(self, service: str, role: str) -> subprocess.Popen[bytes]:
        words = [service, "run", "--role", role]
        if role == "api":
            self.ports.setdefault(service, free_port())
            words += ["--port", str(self.ports[service])]
        process = self.home.start(*words, log=f"{service}-{role}")
        self.processes[service, role] = process
        if role == "api":
            port = self.ports[service]
            eventually(
                lambda: self.home.request("GET", "/healthz", port=port).status == 200, timeout=60
            )
        return process

    def kill(self, service: str, role: str) -> None:
        process = self.processes.pop((service, role))
        process.kill()
        process.wait(20)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> int:
    """SIGTERM and wait; SIGKILL only so that a failing test leaves nothing behind."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        return process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)
        raise


def _answer(status: int, headers: Any, raw: bytes) -> Answer:
    kind = headers.get("Content-Type", "")
    body: Any = raw
    if "json" in kind:
        body = json.loads(raw)
    elif kind.startswith("text/"):
        body = raw.decode()
    return Answer(status, dict(headers), body)
