"""What the three engines have in common: started, stopped, killed, frozen, restarted in place."""

import json
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tests.support.engines.processes import Daemon, EngineFailed


class Server(ABC):
    """An engine of one node on 127.0.0.1 with its data, ports and log under one directory.

    start() returns when it answers. After stop() or kill() a further start() comes back on the
    same data and the same port, also from another process.
    """

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    patience: ClassVar[float] = 90
    """Seconds until it must answer; slow because the machine may be busy."""

    def __init__(self, directory: Path, *, outlive: bool = False, durable: bool = False) -> None:
        """`outlive`: goes on when we end. `durable`: survives a power cut, at a price."""
        self.directory = directory
        self.durable = durable
        self._settings_file = directory / "settings.json"
        self._daemon = Daemon(directory / "pid", directory / "server.log", outlive=outlive)

    @staticmethod
    @abstractmethod
    def missing() -> str | None:
        """Why none can be started here; None when one can."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The address in the form that citymend's settings take."""

    @property
    @abstractmethod
    def version(self) -> str: ...

    @abstractmethod
    def prepare(self) -> None:
        """Write configuration and empty data. Called once per directory."""

    @abstractmethod
    def launch(self) -> None:
        """Spawn the process."""

    @abstractmethod
    def answers(self) -> bool:
        """True when a client would be served now."""

    @property
    def running(self) -> bool:
        return self._daemon.pid is not None

    @property
    def pid(self) -> int | None:
        return self._daemon.pid

    def start(self) -> None:
        if self.running:
            raise EngineFailed(f"{self.name} runs already in {self.directory}")
        if not self._settings_file.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            self.directory.chmod(0o755)
            self.prepare()
        self.launch()
        self.wait_ready()

    def stop(self) -> None:
        """An orderly end, as an operator's."""
        self._daemon.end(self.stop_signal, self.patience)

    def kill(self) -> None:
        """SIGKILL, as a crash."""
        self._daemon.kill()

    def freeze(self) -> None:
        """It takes connections and answers none, as a stalled machine."""
        self._daemon.freeze()

    def thaw(self) -> None:
        self._daemon.thaw()

    def restart(self) -> None:
        self.stop()
        self.start()

    def wait_ready(self, patience: float | None = None) -> None:
        deadline = time.monotonic() + (self.patience if patience is None else patience)
        while time.monotonic() < deadline:
            if not self.running:
                raise EngineFailed(f"{self.name} ended while starting:\n{self._daemon.tail()}")
            if self.answers():
                return
            time.sleep(0.1)
        raise EngineFailed(f"{self.name} did not answer in time:\n{self._daemon.tail()}")

    @property
    def settings(self) -> Mapping[str, str]:
        """What was chosen when the directory was prepared: ports, passwords."""
        chosen: dict[str, str] = json.loads(self._settings_file.read_text(encoding="utf-8"))
        return chosen

    def settle(self, **chosen: str) -> None:
        """Keep the choices; the last act of prepare(), so a half-made directory is made anew."""
        self._settings_file.touch(mode=0o600)
        self._settings_file.write_text(json.dumps(chosen), encoding="utf-8")
