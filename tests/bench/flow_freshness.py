"""From a report accepted to a report found by search, at a steady rate.

    python -m tests.bench.flow_freshness [seconds] [reports per second]

A sample of the reports is asked for until search shows it; the others are the load.
"""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.bench.load import a_report, home_for_bench, mode
from tests.support.running import SERVICES, Home

_EVERY = 20
"""One report in so many is followed."""


def measure(home: Home, seconds: float, rate: float) -> dict[str, Any]:
    assert home.run("migrate").returncode == 0
    assert home.run("topics").returncode == 0
    if mode(home) == "embedded":
        with home.serving():
            return _follow(home, home.port, home.port, seconds, rate)
    roles = [(s, r) for s in SERVICES for r in ("relay", "worker")]
    with home.serving_roles([("intake", "api"), ("search", "api"), *roles]) as running:
        return _follow(home, running.ports["intake"], running.ports["search"], seconds, rate)


def _follow(home: Home, intake: int, search: int, seconds: float, rate: float) -> dict[str, Any]:
    # Groups join and indexes are made at the first report; that is a start, not a flow.
    first = home.request("POST", "/api/intake/v1/reports", a_report(0), port=intake)
    _watch(home, search, first.body["version"], time.monotonic(), [])
    ages: list[float] = []
    watchers: list[threading.Thread] = []
    late = 0
    started = time.monotonic()
    for number in range(int(seconds * rate)):
        due = started + number / rate
        pause = due - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        else:
            late += 1
        answer = home.request("POST", "/api/intake/v1/reports", a_report(number), port=intake)
        assert answer.status == 201, answer
        if number % _EVERY == 0:
            watcher = threading.Thread(
                target=_watch, args=(home, search, answer.body["version"], time.monotonic(), ages)
            )
            watcher.start()
            watchers.append(watcher)
    took = time.monotonic() - started
    for watcher in watchers:
        watcher.join()
    ordered = sorted(ages)
    return {
        "reports": int(seconds * rate),
        "rate": round(int(seconds * rate) / took, 1),
        "sampled": len(ordered),
        "p50_s": round(ordered[len(ordered) // 2], 3),
        "p95_s": round(ordered[int(len(ordered) * 0.95)], 3),
        "max_s": round(ordered[-1], 3),
    }


def _watch(home: Home, port: int, version: str, begun: float, ages: list[float]) -> None:
    # `after` waits inside the server until a search would show the version.
    path = f"/api/search/v1/records?page_size=1&after={version}"
    while True:
        answer = home.request("GET", path, port=port)
        if answer.status == 200:
            ages.append(time.monotonic() - begun)
            return
        time.sleep(0.05)


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 100.0
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        line = {"bench": "flow_freshness", "mode": mode(home), **measure(home, seconds, rate)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
