"""Child processes that really end: with their parent, on request, and with all they started."""

import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class EngineFailed(Exception):
    """An engine did not start, did not become ready or did not stop."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a server runs as that refuses to run as root."""

    uid: int
    gid: int


def account(*names: str) -> Account | None:
    """The first of these accounts that exists; None when we are not root and stay who we are."""
    if os.geteuid() != 0:
        return None
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def free_port() -> int:
    """A port nobody listens on, below the range that outgoing connections are given.

    Inside that range a client that keeps calling a stopped engine can connect to itself and
    hold the port against the engine's return.
    """
    for _ in range(200):
        port = random.randrange(15000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise EngineFailed("no free port was found between 15000 and 32000")


def hand_over(directory: Path, to: Account | None) -> None:
    """Give a folder and all in it to an account."""
    if to is None:
        return
    for path in (directory, *directory.rglob("*")):
        os.chown(path, to.uid, to.gid, follow_symlinks=False)


def reachable_by_others(path: Path) -> bool:
    """True when an account that owns nothing here can walk down to the path."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def readable_copy(tree: Path, shelf: Path) -> Path:
    """The tree, where an unprivileged account can read it: hard links, or copies across disks."""
    copy = shelf / tree.name
    if not copy.exists():
        shutil.copytree(tree, copy, symlinks=True, copy_function=_link_or_copy)
    return copy


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def run_as(who: Account | None, command: Sequence[str], directory: Path) -> None:
    """Run to the end; EngineFailed carries the command's last lines."""
    done = subprocess.run(
        command,
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        user=who.uid if who else None,
        group=who.gid if who else None,
        extra_groups=[] if who else None,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise EngineFailed(f"{Path(command[0]).name} ended with {done.returncode}: {said}")


class Daemon:
    """One server process with its children, kept on a leash by their pid file.

    Unless it shall outlive us, the kernel ends it when the *thread* that started it ends
    (setpriv --pdeathsig), so start engines from a thread that lives as long as they shall.
    """

    def __init__(self, pid_file: Path, log: Path, *, outlive: bool) -> None:
        self._pid_file = pid_file
        self._log = log
        self._outlive = outlive
        self._child: subprocess.Popen[bytes] | None = None

    def spawn(
        self,
        command: Sequence[str],
        *,
        directory: Path,
        who: Account | None,
        end_with: str,
        extra: Mapping[str, str],
    ) -> None:
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                [*self._leash(who, end_with), *command],
                cwd=directory,
                env={**os.environ, **extra},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        pid = self._child.pid
        self._pid_file.write_text(f"{pid} {_started(pid)}", encoding="ascii")

    def _leash(self, who: Account | None, end_with: str) -> list[str]:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            if who is not None:
                raise EngineFailed("setpriv (Debian package util-linux) is needed to leave root")
            return []
        ids = [f"--reuid={who.uid}", f"--regid={who.gid}", "--clear-groups"] if who else []
        end = [] if self._outlive else [f"--pdeathsig={end_with}"]
        return [setpriv, *ids, *end] if ids or end else []

    @property
    def pid(self) -> int | None:
        """The running server's pid, None when it does not run."""
        if self._child is not None and self._child.poll() is not None:
            return None
        try:
            pid, started = self._pid_file.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return None
        return int(pid) if _started(int(pid)) == started else None

    def tail(self) -> str:
        if not self._log.exists():
            return "(no log)"
        return "\n".join(self._log.read_text("utf-8", "replace").splitlines()[-15:])

    def end(self, number: signal.Signals, patience: float) -> None:
        """Ask for an orderly end and wait for it; whatever is left after that is killed."""
        pid = self.pid
        if pid is None:
            return
        family = [pid, *_descendants(pid)]
        os.kill(pid, number)
        if not self._gone(family, patience):
            self._signal(family, signal.SIGKILL)
            raise EngineFailed(f"{self._pid_file.parent.name} had to be killed")

    def kill(self) -> None:
        """SIGKILL to all of it at once; returns when the kernel has buried it."""
        pid = self.pid
        if pid is None:
            return
        family = [pid, *_descendants(pid)]
        self._signal(family, signal.SIGKILL)
        if not self._gone(family, 20):
            raise EngineFailed(f"{self._pid_file.parent.name} outlived SIGKILL")

    def freeze(self) -> None:
        """SIGSTOP: connections are still taken by the kernel, nothing answers.

        Returns when every thread stands still; on a busy machine the last ones go on for a while.
        """
        if pid := self.pid:
            family = [pid, *_descendants(pid)]
            self._signal(family, signal.SIGSTOP)
            deadline = time.monotonic() + 20
            while not all(_stands_still(each) for each in family):
                if time.monotonic() > deadline:
                    raise EngineFailed(f"{self._pid_file.parent.name} did not stand still")
                time.sleep(0.01)

    def thaw(self) -> None:
        if pid := self.pid:
            self._signal([*_descendants(pid), pid], signal.SIGCONT)

    @staticmethod
    def _signal(family: Sequence[int], number: signal.Signals) -> None:
        for pid in family:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _gone(self, family: Sequence[int], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if all(_started(pid) == "" for pid in family):
                if self._child is not None:
                    self._child.wait(patience)
                self._pid_file.unlink(missing_ok=True)
                return True
            time.sleep(0.02)
        return False


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the command's name; empty when there is no process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return []
    fields = stat.rpartition(")")[2].split()
    return [] if fields[0] == "Z" else fields


def _stands_still(pid: int) -> bool:
    """Every thread of it is stopped, or it is gone."""
    states = set()
    for thread in Path(f"/proc/{pid}/task").glob("*/stat"):
        try:
            states.add(thread.read_text("utf-8", "replace").rpartition(")")[2].split()[0])
        except OSError:
            continue
    return states <= set("TtZX")


def _started(pid: int) -> str:
    """When the process started, in ticks: with the pid it names one process for ever."""
    fields = _stat(pid)
    return fields[19] if fields else ""


def _descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found
