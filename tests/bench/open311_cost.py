"""What a call of Open311 costs: CPU of the serving process, for services, lists, one, create.

    python -m tests.bench.open311_cost [seconds per case] [reports stored before]

Embedded unless the environment names engines (`python -m tests.support.engines start` prints them).
`empty` is an answer without any work; every case says how often it costs that in the same run.
`create_by_api` is the same deed through intake's own API, where the text must tell the category.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from services.runtime.settings import load_settings
from tests.bench.filling import fill
from tests.bench.http_cost import ratio, settings_of
from tests.bench.load import (
    Request,
    a_report,
    cpu_seconds,
    drive,
    home_for_bench,
    mode,
    post_report,
)
from tests.support.running import Home

_CLIENTS = 8
_V2 = "/open311/v2"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _read(path: str) -> Request:
    return ("GET", path, None, {})


def _created(number: int, key: str) -> Request:
    said = a_report(number)
    form = {
        "api_key": key,
        "service_code": "leak",
        "description": said["description"],
        "lat": said["lat"],
        "long": said["long"],
    }
    return ("POST", f"{_V2}/requests.json", urlencode(form).encode(), _FORM)


def measure(home: Home, seconds: float, stored: int) -> dict[str, Any]:
    assert home.run("migrate").returncode == 0
    key = home.json("keys", "add", "--role", "resident", "--name", "bench")["key"]
    with home.serving_roles([("intake", "api")]) as roles:
        # The model of the others.
        drive(roles.ports["intake"], 1, 60, lambda number: _created(number, key), most=1)
    fill(load_settings(settings_of(home)).intake_database_url, stored)
    with home.serving_roles([("intake", "api")]) as roles:
        process = roles.processes["intake-api"]
        port = roles.ports["intake"]
        listed = home.request("GET", f"{_V2}/requests.json?page_size=1", port=port).body
        result: dict[str, Any] = {}
        for name, path in _paths(listed[0]["service_request_id"]).items():
            result[name] = _case(port, process.pid, seconds, lambda _, path=path: _read(path))
        result["create"] = _case(
            port, process.pid, seconds, lambda number: _created(stored + number, key)
        )
        result["create_by_api"] = _case(port, process.pid, seconds, post_report)
    for case in result.values():
        case["to_empty"] = ratio(case, result["empty"])
    return result


def _paths(number: str) -> dict[str, str]:
    return {
        "empty": "/healthz",
        "services_json": f"{_V2}/services.json",
        "services_xml": f"{_V2}/services.xml",
        "definition": f"{_V2}/services/street_lamp.json",
        "list_100_json": f"{_V2}/requests.json?page_size=100",
        "list_100_xml": f"{_V2}/requests.xml?page_size=100",
        "list_1000_json": f"{_V2}/requests.json",
        "one_json": f"{_V2}/requests/{number}.json",
        "one_xml": f"{_V2}/requests/{number}.xml",
        "radius_500m": f"{_V2}/requests.json?lat=29.93&long=121.63&radius=500&page_size=100",
    }


def _case(port: int, pid: int, seconds: float, make: Any) -> dict[str, Any]:
    drive(port, 4, 0.5, make)
    before = cpu_seconds(pid)
    outcome = drive(port, _CLIENTS, seconds, make)
    spent = cpu_seconds(pid) - before
    per_request = round(spent * 1000 / len(outcome.latencies), 3)
    return {**outcome.summary(), "cpu_ms_per_request": per_request}


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    stored = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        line = {"bench": "open311_cost", "mode": mode(home), "stored": stored}
        print(json.dumps({**line, **measure(home, seconds, stored)}))


if __name__ == "__main__":
    main()
