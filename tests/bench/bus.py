"""How fast the relay empties an outbox onto the bus.

    python -m tests.bench.bus [events]

Embedded unless the environment names engines; the outbox is the bank's.
"""

import json
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from services.all_in_one import open_installation
from services.contracts import catalogue
from services.contracts.projectbank_events import LinkState
from services.projectbank.tables import runtime_tables
from services.runtime.clock import SystemClock
from services.runtime.database import Database
from services.runtime.lease import Lease
from services.runtime.outbox import Outbox, Relay
from services.runtime.settings import load_settings
from tests.bench.load import home_for_bench, mode

_CHUNK = 100


def measure(environment: dict[str, str], events: int) -> dict[str, Any]:
    installation = open_installation(load_settings(environment), writer=False)
    try:
        installation.prepare()
        database = installation.service("bank").database
        clock = SystemClock()
        _fill(database, Outbox(runtime_tables, catalogue, clock, "/bench"), events)
        lease = Lease(database, runtime_tables, "bench-relay", "bench", clock)
        relay = Relay("bench-relay", database, runtime_tables, installation.bus, lease)
        started = time.monotonic()
        sent = 0
        while sent < events:
            sent += relay.step()
        took = time.monotonic() - started
        lease.release()
    finally:
        installation.close()
    return {"events": sent, "events_per_second": round(sent / took)}


def _fill(database: Database, outbox: Outbox, events: int) -> None:
    for start in range(0, events, _CHUNK):
        links = [
            (f"R-{n}", LinkState(report=f"R-{n}", version=1, need="N-000001", projects=("P-1",)))
            for n in range(start, min(start + _CHUNK, events))
        ]
        database.write(partial(outbox.put_all, type=catalogue.LINK_CHANGED, objects=links))


def main() -> None:
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        kept = {k: v for k, v in home.env().items() if k.startswith("CITYMEND_")}
        line = {"bench": "bus", "mode": mode(home), **measure(kept, events)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
