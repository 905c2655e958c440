"""A built service as the composition sees it: what it serves, runs, migrates, does on demand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.runtime.database import Database
from services.runtime.jobs import Doing, JobBoard
from services.runtime.lifecycle import Role
from services.runtime.parked import ParkingLot
from services.runtime.purging import Purging


def _nothing() -> None:
    """Only the database was opened."""


WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Sending:
    """What a process needs that only sends a service's events: less than the service."""

    database: Database
    relays: Sequence[Role]


@dataclass(frozen=True, slots=True)
class Service:
    """What `wiring.build` returns beside the service's own use cases."""

    name: str
    """The word of its paths and commands: intake, bank, search."""
    prefixes: tuple[str, ...]
    """The path prefixes that one ingress sends here."""
    web: Callable[[], WSGIApplication]
    """Builds the app; only processes that serve call it."""
    relays: Sequence[Role]
    """What moves the outbox to the bus."""
    workers: Sequence[Role]
    """Consumers, leased jobs and the job runner."""
    doings: Mapping[str, Doing]
    """The jobs that a command may hand to a running server, or do itself when none runs."""
    board: JobBoard
    lots: Sequence[ParkingLot]
    database: Database
    migrations: str
    """The package whose `versions` hold the migrations."""
    let_go: Callable[[], object] = _nothing
    """Of what was opened beside the database."""

    @property
    def roles(self) -> Sequence[Role]:
        return (*self.relays, *self.workers)

    @property
    def background(self) -> Sequence[Role]:
        """What a process that works for this service runs: the workers, and the end of what they
        parked. Here, so that no service forgets it."""
        return (*self.workers, Purging(f"{self.name}-purging", self.lots))
