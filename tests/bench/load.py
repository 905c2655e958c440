"""A closed-loop load on loopback, and the CPU a server's processes used for it."""

import http.client
import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.support.running import Home

ENGINES = (
    "CITYMEND_INTAKE_DATABASE_URL",
    "CITYMEND_BANK_DATABASE_URL",
    "CITYMEND_SEARCH_DATABASE_URL",
    "CITYMEND_IDENTITY_DATABASE_URL",
    "CITYMEND_BUS_URL",
    "CITYMEND_INDEX_URL",
    "CITYMEND_SECRET",
)
Request = tuple[str, str, bytes | None, Mapping[str, str]]
"""Method, path, body, headers."""


def home_for_bench(path: Path) -> Home:
    """Embedded, or on the engines that the environment names."""
    return Home(path, {name: os.environ[name] for name in ENGINES if name in os.environ})


def mode(home: Home) -> str:
    return "real" if "CITYMEND_INTAKE_DATABASE_URL" in home.environment else "embedded"


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children."""
    total = 0.0
    root = psutil.Process(pid)
    for process in (root, *root.children(recursive=True)):
        times = process.cpu_times()
        total += times.user + times.system
    return total


@dataclass(slots=True)
class Outcome:
    statuses: dict[int, int] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def summary(self) -> dict[str, Any]:
        ordered = sorted(self.latencies)
        count = len(ordered)
        return {
            "requests": count,
            "per_second": round(count / self.seconds, 1),
            "p50_ms": round(statistics.median(ordered) * 1000, 2),
            "p99_ms": round(ordered[min(count - 1, int(count * 0.99))] * 1000, 2),
            "statuses": self.statuses,
        }


def drive(
    port: int, clients: int, seconds: float, make: Callable[[int], Request], most: int = 10**9
) -> Outcome:
    """`clients` threads, each one request at a time, for `seconds` or `most` requests."""
    outcome = Outcome()
    lock = threading.Lock()
    numbers = iter(range(most))
    started = time.monotonic()
    deadline = started + seconds

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < deadline:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            method, path, body, headers = make(number)
            begun = time.monotonic()
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            response.read()
            took = time.monotonic() - begun
            with lock:
                outcome.latencies.append(took)
                outcome.statuses[response.status] = outcome.statuses.get(response.status, 0) + 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.monotonic() - started
    return outcome


_THINGS = ("路灯不亮", "井盖破损", "电梯停运", "管网堵塞", "噪音扰民", "垃圾堆积", "路面坑洼")


def a_report(number: int) -> dict[str, Any]:
    """An invented report; places and words vary, so that grouping has something to do."""
    thing = _THINGS[number % len(_THINGS)]
    return {
        "subject": f"{number % 97}号小区{thing}",
        "description": f"{number % 97}号小区{number % 13}栋附近{thing}，已经好几天了，请尽快处理。",
        "lat": 29.90 + (number % 97) * 0.001,
        "long": 121.60 + (number % 89) * 0.001,
    }


def post_report(number: int) -> Request:
    body = json.dumps(a_report(number), ensure_ascii=False).encode()
    return ("POST", "/api/intake/v1/reports", body, {"Content-Type": "application/json"})
