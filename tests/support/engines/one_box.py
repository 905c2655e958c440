"""All three engines under one directory, for a person who wants real mode on one machine."""

import secrets
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.kafka_server import KafkaServer
from tests.support.engines.postgres_server import PostgresServer
from tests.support.engines.probes import connect
from tests.support.engines.processes import EngineFailed
from tests.support.engines.server import Server

_DATABASES = {
    "CITYMEND_INTAKE_DATABASE_URL": "citymend_intake",
    "CITYMEND_BANK_DATABASE_URL": "citymend_bank",
    "CITYMEND_SEARCH_DATABASE_URL": "citymend_search",
    "CITYMEND_IDENTITY_DATABASE_URL": "citymend_identity",
}


class OneBox:
    """Durable engines that go on when we end, and stop by their pid files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.absolute()
        self.kafka = KafkaServer(self._directory / "kafka", outlive=True, durable=True)
        self.elasticsearch = ElasticsearchServer(
            self._directory / "elasticsearch", outlive=True, durable=True
        )
        self.postgres = PostgresServer(self._directory / "postgres", outlive=True, durable=True)

    @property
    def servers(self) -> tuple[Server, ...]:
        return (self.postgres, self.kafka, self.elasticsearch)

    def missing(self) -> Iterator[str]:
        for kind in (PostgresServer, KafkaServer, ElasticsearchServer):
            if reason := kind.missing():
                yield reason

    def start(self) -> None:
        """Start what does not run yet; the four databases exist afterwards."""
        if reasons := list(self.missing()):
            raise EngineFailed("; ".join(reasons))
        self._directory.mkdir(parents=True, exist_ok=True)
        for server in self.servers:
            if not server.running:
                server.start()
        with connect(self.postgres.url) as connection:
            there = {name for (name,) in connection.execute("select datname from pg_database")}
            for name in sorted(set(_DATABASES.values()) - there):
                connection.execute(f'create database "{name}"'.encode())

    def stop(self) -> None:
        for server in self.servers:
            server.stop()

    def environment(self) -> Mapping[str, str]:
        """What citymend's settings need to use them; carries passwords."""
        databases = {name: self.postgres.url_of(of) for name, of in _DATABASES.items()}
        return {
            **databases,
            "CITYMEND_BUS_URL": self.kafka.url,
            "CITYMEND_INDEX_URL": self.elasticsearch.url,
            "CITYMEND_SECRET": self._secret(),
        }

    def exports(self) -> str:
        """The environment as lines for a shell's `eval`."""
        lines = self.environment().items()
        return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in lines)

    def _secret(self) -> str:
        kept = self._directory / "secret"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_hex(32), encoding="ascii")
        return kept.read_text(encoding="ascii")
