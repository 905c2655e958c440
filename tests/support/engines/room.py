"""The engines of one test session: where each came from, or why it is not there.

Asked in this order: an address in the environment, a container, what `make engines` brought.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from tests.support.engines.containers import NoContainer, contained
from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.kafka_server import KafkaServer
from tests.support.engines.postgres_server import PostgresServer
from tests.support.engines.processes import EngineFailed
from tests.support.engines.server import Server

_GIVEN = {
    "kafka": "CITYMEND_TEST_KAFKA",
    "elasticsearch": "CITYMEND_TEST_ELASTICSEARCH",
    "postgres": "CITYMEND_TEST_POSTGRES",
}
_OWN: Mapping[str, type[Server]] = {
    "kafka": KafkaServer,
    "elasticsearch": ElasticsearchServer,
    "postgres": PostgresServer,
}
ENGINES = tuple(_GIVEN)
TOOLS = ("nginx", "docker")
"""What tests of the deployment need beside engines."""

AnyServer = TypeVar("AnyServer", bound=Server)


class EngineMissing(Exception):
    """No provider has the engine; the message says why."""


@dataclass(frozen=True, slots=True)
class Provided:
    url: str
    origin: str
    end: Callable[[], None]


def unique(word: str) -> str:
    """A name for a topic prefix, an index or a database that no other test has."""
    return f"{word}-{uuid4().hex[:12]}"


def required_engines() -> frozenset[str]:
    """Engines and tools whose absence is a failure: REQUIRE_ENGINES=kafka,postgres,nginx."""
    named = os.environ.get("REQUIRE_ENGINES", "").split(",")
    required = frozenset(name.strip() for name in named if name.strip())
    known = (*ENGINES, *TOOLS)
    if unknown := required - set(known):
        raise ValueError(f"REQUIRE_ENGINES knows no {sorted(unknown)[0]}; there are {known}")
    return required


class EngineRoom:
    """Starts each engine once per session, when a test first asks."""

    def __init__(self) -> None:
        self._provided: dict[str, Provided] = {}
        self._missing: dict[str, str] = {}
        self._notes: list[str] = []
        self._exercised: dict[str, list[str]] = {}

    def url(self, engine: str) -> str:
        """The engine's address. Raises EngineMissing, every time with the same words."""
        if engine in self._missing:
            raise EngineMissing(self._missing[engine])
        if engine not in self._provided:
            try:
                self._provided[engine] = self._provide(engine)
            except EngineMissing as lack:
                self._missing[engine] = str(lack)
                raise
        self._note_use(engine, self._provided[engine].origin)
        return self._provided[engine].url

    @contextmanager
    def own(self, kind: type[AnyServer]) -> Iterator[AnyServer]:
        """A server for one test alone, to be killed and stalled. Raises EngineMissing."""
        reason = kind.missing()
        if reason is not None:
            raise EngineMissing(reason)
        with _short_directory(kind.name) as directory:
            server = kind(directory)
            try:
                server.start()
                self._note_use(kind.name, f"own {server.version}, to be broken")
                yield server
            finally:
                server.kill()

    def lines(self) -> Iterator[str]:
        """What the closing lines of a run say."""
        yield from self._notes
        for engine, reason in self._missing.items():
            yield f"engine not there: {engine} ({reason})"
        used = [f"{engine} ({'; '.join(of)})" for engine, of in sorted(self._exercised.items())]
        yield f"engines exercised: {', '.join(used) or 'none'}"

    def close(self) -> None:
        for provided in self._provided.values():
            provided.end()
        self._provided.clear()

    def _note_use(self, engine: str, origin: str) -> None:
        origins = self._exercised.setdefault(engine, [])
        if origin not in origins:
            origins.append(origin)

    def _provide(self, engine: str) -> Provided:
        variable = _GIVEN[engine]
        if url := os.environ.get(variable):
            return Provided(url.rstrip("/"), f"given by {variable}", lambda: None)
        try:
            container = contained(engine)
            return Provided(container.url, f"container {container.image}", container.remove)
        except NoContainer as reason:
            if str(reason) != "no Docker daemon answers":
                self._notes.append(f"{engine}: {reason}; asked the next provider")
            container_reason = str(reason)
        own = _OWN[engine].missing()
        if own is not None:
            raise EngineMissing(f"{variable} is not set; {container_reason}; {own}")
        return self._start_own(engine)

    def _start_own(self, engine: str) -> Provided:
        keeper = _short_directory(engine)
        server = _OWN[engine](keeper.__enter__())

        def end() -> None:
            server.kill()
            keeper.__exit__(None, None, None)

        try:
            server.start()
        except EngineFailed:
            end()
            raise
        return Provided(server.url, f"own {server.version}", end)


@contextmanager
def _short_directory(engine: str) -> Iterator[Path]:
    """Outside pytest's folders: those may be entered by their owner alone."""
    directory = Path(tempfile.mkdtemp(prefix=f"citymend-{engine}-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
