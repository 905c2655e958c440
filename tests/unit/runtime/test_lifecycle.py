"""Roles run until told to stop, and a process never outlives its parent."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from services.runtime import metrics
from services.runtime.backoff import Backoff
from services.runtime.lifecycle import RunningRoles, watch_parent
from services.runtime.supervisor import Child, Supervisor
from tests.support.eventually import eventually

ROOT = Path(__file__).resolve().parents[3]


class Waiting:
    """A role with nothing to do."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ended = False

    def run(self, stop: threading.Event) -> None:
        stop.wait(20)
        self.ended = True

    def ready(self) -> str | None:
        return None

    def idle(self) -> str | None:
        return None


class Dying(Waiting):
    def run(self, stop: threading.Event) -> None:
        raise RuntimeError("no more")


def test_roles_end_when_told_to() -> None:
    roles = [Waiting("a"), Waiting("b")]
    stop = threading.Event()
    running = RunningRoles(roles, stop)
    running.start()
    eventually(lambda: metrics.ROLE_UP.labels("a")._value.get() == 1)
    stop.set()
    running.join()
    assert [role.ended for role in roles] == [True, True]
    assert not running.failed
    assert metrics.ROLE_UP.labels("a")._value.get() == 0


def test_a_role_that_dies_takes_the_others_down() -> None:
    other = Waiting("other")
    stop = threading.Event()
    running = RunningRoles([Dying("dying"), other], stop)
    running.start()
    eventually(stop.is_set)
    running.join()
    assert running.failed
    assert other.ended


def test_waiting_grows_to_its_limit_and_ends_with_a_stop() -> None:
    stop = threading.Event()
    stop.set()
    backoff = Backoff(first=0.5, longest=3.0)
    planned = []
    for _ in range(5):
        planned.append(backoff._next)
        backoff.wait(stop)
    assert planned == [0.5, 1.0, 2.0, 3.0, 3.0]
    backoff.reset()
    assert backoff._next == 0.5


def test_a_closed_pipe_is_a_parent_that_is_gone() -> None:
    ours, theirs = os.pipe()
    gone = threading.Event()
    watch_parent(ours, gone.set)
    os.write(theirs, b"still here")
    assert not gone.is_set()
    os.close(theirs)
    eventually(gone.is_set)
    os.close(ours)


_STOPS = """
import sys, threading
from services.runtime.lifecycle import stop_on_signals
stop = threading.Event()
stop_on_signals(stop)
print("ready", flush=True)
# Back into the wait all the time, as the supervisor does: a signal hits it wherever it is.
while not stop.wait(0.00001):
    pass
print("stopped", flush=True)
sys.stdin.read()
sys.exit(7)
"""
_WAITS_FOR_EVER = """
import os, signal, sys, threading
from services.runtime.lifecycle import stop_on_signals
stop = threading.Event()
stop_on_signals(stop)
# As if the signal came between the last look of the main thread and its sleep.
threading.Thread(target=lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM)).start()
stop.wait()
sys.exit(7)
"""


_HAS_ENDED = """
import sys
from services.runtime.lifecycle import hear_no_more_signals
hear_no_more_signals()
print("ended", flush=True)
sys.stdin.read()
sys.exit(7)
"""


def a_process(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_a_process_wherever_it_is_in_its_waiting(number: int) -> None:
    for _ in range(2):
        with a_process(_STOPS) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.send_signal(number)
            process.communicate(timeout=20)
        assert process.returncode == 7


def test_a_signal_that_another_thread_caught_wakes_the_main_thread() -> None:
    with a_process(_WAITS_FOR_EVER) as process:
        assert process.wait(20) == 7


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_that_has_ended_in_order_keeps_its_status(number: int) -> None:
    with a_process(_HAS_ENDED) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ended\n"
        process.send_signal(number)
        process.communicate(timeout=20)
    assert process.returncode == 7


def test_a_second_interruption_ends_at_once() -> None:
    with a_process(_STOPS) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stopped\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_two_terminations_are_one() -> None:
    with a_process(_STOPS) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "stopped\n"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 7


_SLEEPS = """
import sys, threading
from services.runtime.lifecycle import die_with_parent, stop_on_signals, watch_parent
die_with_parent()
stop = threading.Event()
stop_on_signals(stop)
watch_parent(0, stop.set)
print(__import__("os").getpid(), file=open(sys.argv[1], "a"), flush=True)
stop.wait()
"""


def child(noted: Path, name: str = "sleeper") -> Child:
    return Child(name, [sys.executable, "-c", _SLEEPS, str(noted)], backoff=Backoff(0.01, 0.02))


def pids(noted: Path) -> list[int]:
    return [int(line) for line in noted.read_text().splitlines()] if noted.exists() else []


def alive(pid: int) -> bool:
    """Whether it runs; a dead one that nobody has collected yet does not."""
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_a_child_that_dies_is_started_again_and_ends_with_the_supervisor(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    stop = threading.Event()
    status: list[int] = []
    supervisor = Supervisor([child(noted)])
    running = threading.Thread(target=lambda: status.append(supervisor.run(stop)))
    running.start()
    eventually(lambda: len(pids(noted)) == 1)
    os.kill(pids(noted)[0], signal.SIGKILL)
    eventually(lambda: len(pids(noted)) == 2)
    stop.set()
    running.join(30)
    assert status == [0]
    assert not any(alive(pid) for pid in pids(noted))


def test_a_child_that_waits_to_be_started_again_keeps_no_other_waiting(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    hopeless = Child("hopeless", [sys.executable, "-c", ""], backoff=Backoff(60.0, 60.0))
    stop = threading.Event()
    running = threading.Thread(target=Supervisor([hopeless, child(noted)]).run, args=(stop,))
    running.start()
    eventually(lambda: hopeless.due_at is not None and len(pids(noted)) == 1)
    os.kill(pids(noted)[0], signal.SIGKILL)
    eventually(lambda: len(pids(noted)) == 2)
    assert hopeless.process is None
    stop.set()
    running.join(30)
    assert not running.is_alive()


def test_an_interlude_finds_no_child_running_and_they_come_back_after_it(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    stop = threading.Event()
    wanted = threading.Event()
    seen: list[list[bool]] = []

    def interlude() -> None:
        wanted.clear()
        seen.append([alive(pid) for pid in pids(noted)])

    supervisor = Supervisor([child(noted)], lambda: interlude if wanted.is_set() else None)
    running = threading.Thread(target=supervisor.run, args=(stop,))
    running.start()
    eventually(lambda: len(pids(noted)) == 1)
    wanted.set()
    eventually(lambda: len(pids(noted)) == 2)
    stop.set()
    running.join(30)
    assert seen == [[False]]


_SUPERVISES = """
import sys, threading
from services.runtime.supervisor import Child, Supervisor
Supervisor([Child("sleeper", sys.argv[1:])]).run(threading.Event())
"""


def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    command = [sys.executable, "-c", _SUPERVISES, sys.executable, "-c", _SLEEPS, str(noted)]
    with subprocess.Popen(command, cwd=ROOT) as supervisor:
        eventually(lambda: len(pids(noted)) == 1)
        supervisor.kill()
    eventually(lambda: not alive(pids(noted)[0]))
