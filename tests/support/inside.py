"""Looking into an installation from the test's own process, past its command line and its pages."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from services.all_in_one import Installation, open_installation
from services.contracts.topics import TOPICS
from services.projectbank.needs.reports.tables import reports as bank_reports
from services.runtime.bus.port import Stored
from services.runtime.draining import drain, watch_drain
from services.runtime.settings import Settings, load_settings
from tests.support.partition import partition_of
from tests.support.running import Home

Ranking = Sequence[Mapping[str, Any]]


def settings_of(home: Home) -> Settings:
    kept = {k: v for k, v in home.env().items() if k.startswith("CITYMEND_")}
    return load_settings(kept)


@contextmanager
def opened(home: Home, *, writer: bool = False) -> Iterator[Installation]:
    """The installation on the home's engines; `writer` when no other process may be one."""
    installation = open_installation(settings_of(home), writer=writer)
    try:
        if writer:
            installation.prepare()
        yield installation
    finally:
        installation.close()


def work(home: Home, limit: float = 120) -> None:
    """Do all background work here. No process of the home may run."""
    with opened(home, writer=True) as installation:
        drain(installation.roles(), limit)


def wait_until_idle(home: Home, limit: float = 120) -> None:
    """Wait until the home's running processes have done everything."""
    with opened(home) as installation:
        watch_drain(installation.roles(), limit)


def take_over(home: Home, table: Path) -> Mapping[str, Any]:
    """Import a table here. No process of the home may run."""
    with opened(home, writer=True) as installation:
        importing = installation.service("intake").doings["import"]
        return importing({"path": str(table), "preset": None}, lambda _: None)


def events_per_topic(installation: Installation) -> dict[str, int]:
    """How many events the bus ever stored, compacted away or not."""
    nobody = "a-group-that-never-reads"
    return {topic.name: installation.bus.lag(nobody, [topic.name]) for topic in TOPICS}


def bus_records(home: Home) -> list[Stored]:
    """Everything that the bus still holds, over all topics."""
    with opened(home) as installation:
        return list(installation.bus.replay([topic.name for topic in TOPICS]))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an installation made of its reports, without the ids that it drew by itself."""

    partition: frozenset[frozenset[str]]
    ranking: tuple[tuple[Any, ...], ...]
    totals: Mapping[str, int]
    """Records in the index per kind."""


def outcome(home: Home) -> Outcome:
    """Publish the ranking and tell how everything stands. No process of the home may run."""
    with opened(home, writer=True) as installation:
        installation.prepare()
        roles = installation.roles()
        drain(roles, 120)
        ranked = installation.service("bank").doings["rank"]({"limit": None}, lambda _: None)
        drain(installation.roles(), 120)
        return Outcome(
            partition_of(installation),
            tuple(_told(item) for item in ranked["items"]),
            totals(installation),
        )


def totals(installation: Installation) -> dict[str, int]:
    """Records in the index per kind, as staff see them."""
    kinds = ("report", "need", "project")
    return {kind: installation.find({"q": "", "kind": kind}, False)["total"] for kind in kinds}


def _told(item: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("rank", "project", "lane", "confidence")
    return (*(item[name] for name in names), *item["score"].values())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an installation is; what a test waits for before it kills something."""

    stored: int
    grouped: int


class BankWatch:
    """Asks the bank's database again and again, on one connection."""

    def __init__(self, installation: Installation) -> None:
        self._database = installation.service("bank").database

    def __call__(self) -> Progress:
        counts = select(func.count(), func.count(bank_reports.c.position)).select_from(bank_reports)
        row = self._database.read(lambda conn: conn.execute(counts).one())
        return Progress(stored=row[0], grouped=row[1])
