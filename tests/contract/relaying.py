"""An outbox in a town, and relays that bring it to a bus in memory."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Connection

from services.runtime import lease as lease_module
from services.runtime.bus.port import Record, Stored
from services.runtime.clock import FixedClock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.outbox import Outbox, Relay
from tests.support.fake_bus import FakeBus
from tests.support.things import (
    CHANGED,
    CODEC,
    NOON,
    TABLES,
    Thing,
    put_thing,
)

OUTBOX_TABLE = TABLES.outbox
OUTBOX = Outbox(TABLES, CODEC, FixedClock(NOON), "town")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_module, "_TRY_EVERY", 0.0)
    monkeypatch.setattr(lease_module, "_RENEW_AFTER", 60.0)


@pytest.fixture
def bus() -> FakeBus:
    return FakeBus()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


Relaying = Callable[[str], Relay]


@pytest.fixture
def relay_of(town: Database, bus: FakeBus, clock: FixedClock) -> Relaying:
    def relay(holder: str) -> Relay:
        lease = Lease(town, TABLES, "relay", holder, clock)
        return Relay("town-relay", town, TABLES, bus, lease)

    return relay


@pytest.fixture
def relay(relay_of: Relaying) -> Relay:
    return relay_of("one")


def changing(thing_id: str, version: int = 1, name: str = "lamp") -> Callable[[Connection], None]:
    """A use case: state and event together."""

    def use(conn: Connection) -> None:
        put_thing(conn, thing_id, version, name)
        OUTBOX.put(conn, type=CHANGED, subject=thing_id, data=Thing(version, name, seq=version))

    return use


def told(bus: FakeBus) -> list[tuple[str, int]]:
    """Key and version of every record, partition by partition."""
    return [(stored.key, version_in(stored)) for stored in bus.stored()]


def version_in(stored: Stored) -> int:
    return CODEC.decode(stored.value or b"").version


def row(number: int, thing_id: str, version: int) -> dict[str, object]:
    """An outbox row under an id of the test's choosing."""
    made: dict[str, object] = OUTBOX._row(CHANGED, thing_id, Thing(version), None, None)
    return {**made, "id": number}


class Interrupting(FakeBus):
    """Does something else once, while it stores."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile: Callable[[], object] | None = meanwhile

    def publish(self, records: Sequence[Record]) -> None:
        super().publish(records)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()
