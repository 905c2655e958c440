"""What a request costs: CPU of the serving process and its rate, empty and with many rows.

    python -m tests.bench.http_cost [seconds per case] [rows]

Embedded unless the environment names engines (`python -m tests.support.engines start` prints them).
Each case says how often it costs what an answer without any work costs (`empty`) in the same run.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psutil

from services.all_in_one import open_installation
from services.runtime.settings import load_settings
from tests.bench.filling import fill
from tests.bench.load import Request, cpu_seconds, drive, home_for_bench, mode, post_report
from tests.contract.intake import Statements
from tests.support.running import Home

_CLIENTS = 32
_LIST = "/api/intake/v1/reports?page_size=100"
_AROUND = "/api/intake/v1/reports?lat=29.93&long=121.63&radius=500"
Case = Callable[[int], Request]


def measure(home: Home, seconds: float, rows: int) -> dict[str, Any]:
    assert home.run("migrate").returncode == 0
    first = statements(home, None)
    result: dict[str, Any] = {"rows_0": served(home, seconds, first["id"])}
    fill(load_settings(settings_of(home)).intake_database_url, rows)
    many = result[f"rows_{rows}"] = served(home, seconds, first["id"])
    costs = [result["rows_0"]["create"], many["create"]]
    return {
        "statements": statements(home, first["id"])["statements"],
        "create_with_rows_to_without": ratio(costs[1], costs[0]),
        **result,
    }


def served(home: Home, seconds: float, report: str) -> dict[str, Any]:
    """Every case in turn against an api process of its own."""
    with home.serving_roles([("intake", "api")]) as roles:
        process = roles.processes["intake-api"]
        result: dict[str, Any] = {}
        for name, make in cases(report).items():
            drive(roles.ports["intake"], 4, 0.5, make)
            before = cpu_seconds(process.pid)
            outcome = drive(roles.ports["intake"], _CLIENTS, seconds, make)
            spent = cpu_seconds(process.pid) - before
            result[name] = {
                **outcome.summary(),
                "cpu_ms_per_request": round(spent * 1000 / len(outcome.latencies), 3),
            }
        for case in result.values():
            case["to_empty"] = ratio(case, result["empty"])
        result["rss_mb"] = round(psutil.Process(process.pid).memory_info().rss / 2**20, 1)
        return result


def cases(report: str) -> dict[str, Case]:
    paths = {
        "empty": "/healthz",
        "list_100": _LIST,
        "one": f"/api/intake/v1/reports/{report}",
        "radius_500m": _AROUND,
        "categories": "/api/intake/v1/categories",
    }
    reads = {name: _get(path) for name, path in paths.items()}
    return {"create": post_report, **reads}


def _get(path: str) -> Case:
    return lambda _number: ("GET", path, None, {})


def ratio(case: dict[str, Any], other: dict[str, Any]) -> float:
    return round(float(case["cpu_ms_per_request"]) / float(other["cpu_ms_per_request"]), 2)


def settings_of(home: Home) -> dict[str, str]:
    return {name: value for name, value in home.env().items() if name.startswith("CITYMEND_")}


def statements(home: Home, report: str | None) -> dict[str, Any]:
    """SQL statements per call, counted inside this process, and the id of a report."""
    # Counted here, so the application must be asked the way a client would ask it.
    with patch.dict(os.environ, settings_of(home)):
        installation = open_installation(load_settings(settings_of(home)), writer=False)
    try:
        service = installation.service("intake")
        app: Any = service.web()
        client = app.test_client()
        body = json.loads(post_report(0)[2] or b"{}")
        told = client.post("/api/intake/v1/reports", json=body).json
        counted = {}
        for name, make in cases(report or told["id"]).items():
            method, path, raw, headers = make(1)
            if name == "empty":
                continue
            with Statements(service.database) as seen:
                client.open(path, method=method, data=raw, headers=dict(headers))
            counted[name] = len(seen.seen)
        return {"id": told["id"], "statements": counted}
    finally:
        installation.close()


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        line = {"bench": "http_cost", "mode": mode(home), **measure(home, seconds, rows)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
