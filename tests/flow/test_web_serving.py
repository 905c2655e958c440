"""The web process ends when it should, takes nobody with it, and answers what it has begun."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
REQUESTS = 16


class Running(NamedTuple):
    process: subprocess.Popen[str]
    web_pid: int
    port: int


class Pipe(NamedTuple):
    child_end: IO[bytes]
    our_end: IO[bytes]


Start = Callable[[str], Running]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as child_end, os.fdopen(writing, "wb") as our_end:
        yield Pipe(child_end, our_end)


@pytest.fixture
def start(tmp_path: Path, pipe: Pipe) -> Iterator[Start]:
    """Starts ``web_child`` (on a pipe that this test holds) or ``web_parent``, each a session."""
    groups: list[subprocess.Popen[str]] = []

    def run(module: str) -> Running:
        arguments = [str(pipe.child_end.fileno())] if module == "web_child" else []
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.flow.{module}", *arguments, str(tmp_path / "gate")],
            cwd=ROOT,
            pass_fds=[pipe.child_end.fileno()],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        groups.append(process)
        assert process.stdout is not None
        word, pid, port = process.stdout.readline().split()
        assert word == "ready"
        return Running(process, int(pid), int(port))

    yield run
    for process in groups:
        if is_group_alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def is_group_alive(group: int) -> bool:
    """Whether any process of the session is left that is not a zombie."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgrp = status.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(pgrp) == group and state != "Z":
            return True
    return False


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def get(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        body: bytes = answer.read()
        return body.decode()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_the_web_process_is_one_process(start: Start) -> None:
    running = start("web_child")
    assert running.web_pid == running.process.pid
    assert get(running.port, "/") == "answered"
    assert Path(f"/proc/{running.web_pid}/task/{running.web_pid}/children").read_text() == ""


def test_sigterm_lets_every_request_in_flight_be_answered_and_ends_with_0(
    start: Start, tmp_path: Path
) -> None:
    running = start("web_child")
    with ThreadPoolExecutor(REQUESTS) as clients:
        answers = [
            clients.submit(get, running.port, f"/slow?{number}") for number in range(REQUESTS)
        ]
        assert eventually(lambda: len(list(tmp_path.glob("in-*"))) == REQUESTS)
        running.process.send_signal(signal.SIGTERM)
        assert running.process.poll() is None
        (tmp_path / "gate").touch()
        assert [answer.result() for answer in answers] == ["answered"] * REQUESTS
    assert running.process.wait(timeout=10) == 0


def test_a_killed_web_process_leaves_nothing_behind(start: Start) -> None:
    running = start("web_child")
    running.process.kill()
    assert eventually(lambda: not is_group_alive(running.process.pid))
    assert eventually(lambda: not is_listening(running.port))


def test_a_killed_supervisor_takes_the_web_process_with_it(start: Start) -> None:
    running = start("web_parent")
    assert running.web_pid != running.process.pid
    os.kill(running.process.pid, signal.SIGKILL)
    assert eventually(lambda: not is_group_alive(running.process.pid))
    assert eventually(lambda: not is_listening(running.port))


def test_a_closed_pipe_alone_ends_the_web_process(start: Start, pipe: Pipe) -> None:
    running = start("web_child")
    pipe.our_end.close()
    assert running.process.wait(timeout=10) == 0


def test_a_taken_port_is_refused_in_a_sentence(start: Start) -> None:
    running = start("web_child")
    code = (
        f"from services.runtime.web.serving import serve\nserve(lambda: None, port={running.port})"
    )
    second = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert second.returncode != 0
    assert f"AddressTaken: 127.0.0.1:{running.port} is taken" in second.stderr


def test_large_answers_and_answers_without_a_body_arrive_whole(start: Start) -> None:
    running = start("web_child")
    assert len(get(running.port, "/large")) == 3_000_000
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as client:
        for _ in range(2):
            client.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            head = client.recv(65536)
            assert head.startswith(b"HTTP/1.1 200")
            assert head.endswith(b"\r\n\r\n")


def test_a_small_answer_does_not_wait_for_an_acknowledgement(start: Start) -> None:
    running = start("web_child")
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as client:
        pieces = []
        for _ in range(20):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            pieces.append(client.recv(65536).endswith(b"answered"))
    assert all(pieces)
