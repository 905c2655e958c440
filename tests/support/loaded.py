"""`citymend …` from a process that has loaded the program already.

Most of a short command's time goes by in loading the program: some sixteen hundred modules, two
seconds of computing. The tests give hundreds of commands, so one process loads them once and forks
itself for each. A command so begun has its own environment, folder, output and end, and nobody's
threads or connections; only its hash seed is not drawn anew. `Home(fresh=True)` starts a new
interpreter for each, as people do, and so does whatever is started to stay.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from services.by_word import WORDS, migrations_of, part_of, wiring_of

ROOT = Path(__file__).resolve().parents[2]
_GREATEST = 1 << 20
"""Bytes of a question; it holds an environment."""


class Loaded:
    """The process that forks; give it commands from any thread."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="citymend-loaded-")
        self._address = str(Path(self._folder.name, "socket"))
        self._surroundings = _surroundings(os.environ)
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, self._address],
            cwd=ROOT,
            stdin=subprocess.PIPE,  # it ends when this process does
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"loaded\n"

    def fits(self, environment: Mapping[str, str]) -> bool:
        """Whether nothing that is read while loading differs."""
        return _surroundings(environment) == self._surroundings

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """`citymend …` to its end, with what it wrote. Raises subprocess.TimeoutExpired."""
        with (
            tempfile.TemporaryFile() as output,
            tempfile.TemporaryFile() as errors,
            socket.socket(socket.AF_UNIX) as line,
        ):
            line.connect(self._address)
            question = json.dumps([list(words), dict(environment)]).encode()
            line.sendall(len(question).to_bytes(4) + question)
            socket.send_fds(line, [b"."], [output.fileno(), errors.fileno()])
            with line.makefile("r", encoding="ascii") as answers:
                process = int(answers.readline())
                line.settimeout(timeout)
                try:
                    code = int(answers.readline())
                except TimeoutError:
                    with suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)
                    raise subprocess.TimeoutExpired(list(words), timeout) from None
            return subprocess.CompletedProcess(
                list(words), code, *(_text(file.fileno()) for file in (output, errors))
            )

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
        self._folder.cleanup()


def _text(file: int) -> str:
    os.lseek(file, 0, os.SEEK_SET)
    with open(file, encoding="utf-8", closefd=False) as read:
        return read.read()


def _surroundings(environment: Mapping[str, str]) -> dict[str, str]:
    """All but the program's own settings, which it reads when it begins, and what pytest notes."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith("CITYMEND_")
        and name not in ("PYTEST_CURRENT_TEST", "PYTHONUNBUFFERED")
    }


_shared: Loaded | None = None
_sharing = threading.Lock()


def shared() -> Loaded:
    """The one of this session."""
    global _shared
    with _sharing:
        if _shared is None:
            _shared = Loaded()
        return _shared


def end_shared() -> None:
    global _shared
    with _sharing:
        if _shared is not None:
            _shared.close()
        _shared = None


def main() -> None:
    import gc
    import select

    from services.__main__ import main as citymend

    _load_what_is_found_by_word(citymend)
    assert threading.active_count() == 1, "a process with threads must not fork"
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen(64)
        os.write(1, b"loaded\n")
        while True:
            readable, _, _ = select.select([door.fileno(), 0], [], [])
            if 0 in readable:
                sys.exit(0)
            line, _ = door.accept()
            if os.fork() == 0:
                words = _answered(line)
                break
            line.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    """Those who have answered."""
    sys.argv = ["citymend", *words]
    citymend(prog_name="citymend")


def _load_what_is_found_by_word(citymend: click.Group) -> None:
    """The program imports a command, and a service, when somebody asks for it."""
    context = click.Context(citymend)
    for name in citymend.list_commands(context):
        citymend.get_command(context, name)
    for name in ("services.one_role", "services.demonstration.load"):
        import_module(name)
    for word in WORDS:
        wiring_of(word)
        import_module(migrations_of(word))
    part_of("intake", "terminal")


def _answered(line: socket.socket) -> list[str]:
    """In a fork of its own: begin the command in another, whose words are returned there, and tell
    its number and how it ended. It ends like any interpreter, and this one with the answer."""
    length = int.from_bytes(_received(line, 4))
    words, environment = json.loads(_received(line, length))
    _, files, _, _ = socket.recv_fds(line, 1, 2)
    command = os.fork()
    if command:
        _tell_end(line, command)
    line.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for file, place in zip((nothing, *files), (0, 1, 2), strict=True):
        os.dup2(file, place)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    given: list[str] = words
    return given


def _tell_end(line: socket.socket, command: int) -> NoReturn:
    with suppress(BrokenPipeError):
        line.sendall(f"{command}\n".encode())
        _, status = os.waitpid(command, 0)
        line.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _received(line: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        part = line.recv(min(length - len(received), _GREATEST))
        if not part:
            os._exit(1)  # who asked is gone
        received += part
    return received


if __name__ == "__main__":
    main()
