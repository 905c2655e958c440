"""What a request costs: CPU of the serving process and its rate, for create, list, one, radius.

    python -m tests.bench.http_cost [seconds per case]

Embedded unless the environment names engines (`python -m tests.support.engines start` prints them).
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.load import cpu_seconds, drive, home_for_bench, mode, post_report
from tests.support.running import Home

_CLIENTS = 32


def measure(home: Home, seconds: float) -> dict[str, Any]:
    assert home.run("migrate").returncode == 0
    with home.serving_roles([("intake", "api")]) as roles:
        process = roles.processes["intake-api"]
        port = roles.ports["intake"]
        first = home.request("POST", "/api/intake/v1/reports", _body(0), port=port)
        path = f"/api/intake/v1/reports/{first.body['id']}"
        cases = {
            "create": post_report,
            "list_100": lambda _: ("GET", "/api/intake/v1/reports?page_size=100", None, {}),
            "one": lambda _: ("GET", path, None, {}),
            "radius_500m": lambda _: (
                "GET",
                "/api/intake/v1/reports?lat=29.93&long=121.63&radius=500",
                None,
                {},
            ),
            "categories": lambda _: ("GET", "/api/intake/v1/categories", None, {}),
        }
        result: dict[str, Any] = {}
        for name, make in cases.items():
            drive(port, 4, 0.5, make)
            before = cpu_seconds(process.pid)
            outcome = drive(port, _CLIENTS, seconds, make)
            spent = cpu_seconds(process.pid) - before
            result[name] = {
                **outcome.summary(),
                "cpu_ms_per_request": round(spent * 1000 / len(outcome.latencies), 3),
            }
        return result


def _body(number: int) -> Any:
    raw = post_report(number)[2]
    return json.loads(raw or b"{}")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        line = {"bench": "http_cost", "mode": mode(home), **measure(home, seconds)}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
