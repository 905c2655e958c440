"""A whole installation as real processes: the command line, the servers, a client, a ledger."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from services.contracts.profile.load import DEMONSTRATION
from tests.support.eventually import eventually
from tests.support.loaded import shared

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
    root: Path = ROOT
    """The checkout whose code runs."""
    program: Sequence[str] = (sys.executable, "-m", "services")
    fresh: bool = False
    """Whether each command is a new interpreter, which takes two seconds more; see loaded.py."""
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CITYMEND_")}
        return {
            **kept,
            "CITYMEND_HOME": str(self.path),
            "CITYMEND_PORT": str(self.port),
            "CITYMEND_RATE_LIMITS": "off",
            # Reports of the tests lie in the invented district; a home without it knows no place.
            "CITYMEND_PROFILE": str(self.root / DEMONSTRATION.relative_to(ROOT)),
            "PYTHONUNBUFFERED": "1",
            **self.environment,
        }

    def run(self, *words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """`citymend …` to its end."""
        environment = self.env()
        if not self.fresh and self.root == ROOT and (loaded := shared()).fits(environment):
            return loaded.run(words, environment, timeout)
        return subprocess.run(
            [*self.program, *words],
            cwd=self.root,
            env=environment,
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
            process = subprocess.Popen(
                [*self.program, *words],
                cwd=self.root,
                env=self.env(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self._started.append(process)
        return process

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """`citymend run` until the block ends; unless it was killed, it must then end with 0."""
        process = self.start("run", "--no-demo")
        try:
            self.wait_until_up(process)
            yield process
            assert stop(process) in (0, -signal.SIGKILL), "the server did not end in order"
        finally:
            self.end_all()

    def processes(self) -> list[psutil.Process]:
        """Every process of this home that is left, the supervisor's children too."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                mine = process.environ().get("CITYMEND_HOME") == str(self.path)
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return found

    def child(self, name: str) -> psutil.Process | None:
        """The supervisor's child of that name, none while it is being restarted."""
        for process in self.processes():
            with suppress(psutil.Error):
                if process.cmdline()[3:5] == ["child", name]:
                    return process
        return None

    def end_all(self) -> None:
        """So that a failing test leaves nothing behind."""
        for process in self.processes():
            with suppress(psutil.Error):
                process.kill()
        for started in self._started:
            started.wait(20)

    @contextmanager
    def serving_roles(self, roles: Sequence[tuple[str, str]] | None = None) -> Iterator["Roles"]:
        """Each role of each service as its own process, as production runs them."""
        wanted = roles or [(s, r) for s in SERVICES for r in ("api", "relay", "worker")]
        running = Roles(self)
        try:
            for service, role in wanted:
                running.start(service, role)
            running.wait_until_up()
            yield running
            running.stop()
        finally:
            self.end_all()

    def wait_until_up(self, process: subprocess.Popen[bytes], timeout: float = 120) -> None:
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
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=timeout)
        try:
            connection.request(method, path, raw, sent)
            response = connection.getresponse()
            return _answer(response.status, response.headers, response.read())
        except (http.client.HTTPException, OSError):
            return Answer(0, {}, None)
        finally:
            connection.close()


@dataclass(slots=True)
class Roles:
    """Processes of one role each, by the names of their logs."""

    home: Home
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    starts: Counter[str] = field(default_factory=Counter)
    ports: dict[str, int] = field(default_factory=dict)

    def start(self, service: str, role: str, prefix: str = "") -> subprocess.Popen[bytes]:
        """`prefix` tells a second process of a role from the first."""
        words = [service, "run", "--role", role]
        if role == "api":
            self.ports.setdefault(service, free_port())
            words += ["--port", str(self.ports[service])]
        name = f"{prefix}{service}-{role}"
        process = self.home.start(*words, log=name)
        self.processes[name] = process
        self.starts[name] += 1
        return process

    def wait_until_up(self) -> None:
        """Return when every api answers and every other role says that it runs."""
        for port in self.ports.values():
            eventually(partial(self._answers, port), timeout=120)
        for name in self.processes:
            if not name.endswith("-api"):
                eventually(partial(self._says_it_runs, name), timeout=120)

    def _answers(self, port: int) -> bool:
        return self.home.request("GET", "/healthz", port=port).status == 200

    def _says_it_runs(self, name: str) -> bool:
        log = (self.home.path / f"{name}.log").read_text(encoding="utf-8")
        return log.count('"roles run"') == self.starts[name]

    def kill(self, service: str, role: str) -> None:
        process = self.processes.pop(f"{service}-{role}")
        process.kill()
        process.wait(20)

    def stop(self) -> None:
        """SIGTERM to all at once; each must end with 0."""
        for process in self.processes.values():
            process.terminate()
        # Asked once: a second signal would meet an interpreter that has put its handlers away.
        ended = {name: process.wait(60) for name, process in self.processes.items()}
        assert not any(ended.values()), f"not ended in order: {ended}"


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
