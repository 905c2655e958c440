"""Durable creates per second with every background role at work, and how long the rest takes after.

    python -m tests.bench.sustained [seconds]

32 clients in a closed loop; then `citymend work --until-idle` tells when everything was numbered,
grouped, linked and found. Memory is what each process holds afterwards.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from tests.bench.load import cpu_seconds, drive, home_for_bench, mode, post_report
from tests.support.running import SERVICES, Home

_CLIENTS = 32
_LIMIT = 600


def measure(home: Home, seconds: float) -> dict[str, Any]:
    assert home.run("migrate").returncode == 0
    assert home.run("topics").returncode == 0
    if mode(home) == "embedded":
        with home.serving():
            children = {name: child.pid for name in ("web", "work") if (child := home.child(name))}
            return _load(home, home.port, children, seconds)
    roles = [(service, role) for service in SERVICES for role in ("relay", "worker")]
    with home.serving_roles([("intake", "api"), *roles]) as running:
        pids = {name: process.pid for name, process in running.processes.items()}
        return _load(home, running.ports["intake"], pids, seconds)


def _load(home: Home, port: int, pids: dict[str, int], seconds: float) -> dict[str, Any]:
    drive(port, 4, 1.0, post_report)
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    outcome = drive(port, _CLIENTS, seconds, post_report)
    spent = {name: round(cpu_seconds(pid) - before[name], 2) for name, pid in pids.items()}
    began = time.monotonic()
    home.json("work", "--until-idle", "--limit", str(_LIMIT), timeout=_LIMIT + 30)
    return {
        **outcome.summary(),
        "drained_s": round(time.monotonic() - began, 1),
        "cpu_s_under_load": spent,
        "rss_mb": {name: round(_resident(pid), 1) for name, pid in pids.items()},
    }


def _resident(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        line = {"bench": "sustained", "mode": mode(home), **measure(home, seconds)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
