"""How fast an index is filled, rebuilt from events, and asked.

    python -m tests.bench.search [--records N] [--rebuild N]

On tantivy in a scratch folder, or on the engine that CITYMEND_INDEX_URL names. A search is the
whole use case: a frequent word of two characters, two facets, twenty highlighted records as JSON;
`page` asks for the nine facets of the search page, `near` for 500 m around a place. Memory is that
of this process: `rss` with the mapped files of the index, `uss` without.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psutil
from elasticsearch import Elasticsearch

from services.contracts import catalogue
from services.contracts.envelope import Event
from services.contracts.intake_events import Category, Place, ReportState, Support
from services.runtime.bus.port import Offset, Partition, Stored
from services.search.answers import records_answer
from services.search.awaiting import AwaitVersion
from services.search.documents import document_of
from services.search.index.opening import open_index
from services.search.index.places import Circle
from services.search.index.port import PUBLIC, Index
from services.search.query import SearchRecords, SearchRequest
from services.search.rebuild import RebuildIndex

_FREQUENT = ("电梯", "管网", "噪音", "路灯", "停车", "垃圾")
_OTHERS = (
    "小区物业反映居民楼道漏水施工夜间道路破损积水公园学校门口安全隐患多次投诉未解决希望尽快处理"
)
_OF_THE_PAGE = (
    "kind",
    "category",
    "area",
    "state",
    "responsible_unit",
    "late",
    "indicator",
    "source",
    "request_type",
)
_ASKED = 1000
_TOGETHER = 5000
_START = datetime(2026, 1, 1, tzinfo=UTC)


def reports(count: int) -> Iterator[Event]:
    """Reports of about 70 characters; each frequent word is in about a quarter of them."""
    generator = random.Random(11)
    for number in range(1, count + 1):
        words = [word for word in _FREQUENT if generator.random() < 0.25]
        words += ["".join(generator.choices(_OTHERS, k=8)) for _ in range(7)]
        generator.shuffle(words)
        moment = _START + timedelta(minutes=number)
        yield Event(
            id=str(number),
            type=catalogue.REPORT_RECEIVED,
            source="/bench",
            subject=f"R-{number}",
            time=moment,
            data=_state(number, words, moment, generator),
        )


def _state(
    number: int, words: Sequence[str], moment: datetime, generator: random.Random
) -> ReportState:
    area = f"d{generator.randrange(12)}"
    return ReportState(
        id=f"R-{number}",
        version=1,
        seq=number,
        subject="".join(words[:2]),
        description="，".join(words),
        category=Category(
            code=f"c{generator.randrange(80)}", group="g", confidence=0.9, decided_by="table"
        ),
        request_type="complaint",
        place=Place(
            lat=30.4 + generator.random() / 10,
            long=123.1 + generator.random() / 10,
            address="",
            area=area,
            area_path=("d", area),
            area_confidence=1.0,
        ),
        severity=2,
        source="hotline",
        external_id=None,
        audience="public",
        pseudonym=None,
        pseudonym_verified=False,
        support=Support(in_favour=0, against=0),
        case=None,
        object=None,
        joins=None,
        occurred_at=moment,
        received_at=moment,
        erased=False,
    )


class EncodedLog:
    """A log that holds encoded events."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._stored = [
            Stored(
                partition=Partition("intake-reports", 0),
                offset=Offset(offset),
                key=event.subject,
                value=catalogue.encode(event),
                headers={},
                timestamp=0,
            )
            for offset, event in enumerate(events)
        ]

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]:
        del topics
        return iter(self._stored)


def measure(index: Index, count: int, rebuilt: int, folder: Path) -> dict[str, Any]:
    index.make()
    filling = timed(lambda: fill(index, count))
    index.settle()
    asked = SearchRecords(index, AwaitVersion(index, lambda _: False), ZoneInfo("UTC"))
    circle = Circle(lat=30.45, long=123.15, radius=500)
    searches = {
        "newest": SearchRequest(sort="newest", facets=("category", "area")),
        "relevance": SearchRequest(sort="relevance", facets=("category", "area")),
        "page": SearchRequest(sort="relevance", facets=_OF_THE_PAGE),
        "near": SearchRequest(sort="newest", facets=("category", "area"), circle=circle),
    }
    figures: dict[str, Any] = {"records": count, "writes_per_second": round(count / filling)}
    for name, request in searches.items():
        figures |= {f"{name}_{of}": value for of, value in latencies(asked, request).items()}
    used = psutil.Process().memory_full_info()
    figures |= {"rss_mb": used.rss // 2**20, "uss_mb": used.uss // 2**20, "disk_mb": size(folder)}
    bus: Any = EncodedLog(reports(rebuilt))
    rebuild = RebuildIndex(index, bus, ["intake-reports"], catalogue.decode)
    rebuilding = timed(lambda: rebuild({}, lambda _: None))
    return {**figures, "rebuilt": rebuilt, "rebuilt_per_second": round(rebuilt / rebuilding)}


def size(folder: Path) -> int:
    """Megabytes; 0 for an engine that keeps its files itself."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 2**20


def fill(index: Index, count: int) -> None:
    waiting = []
    for event in reports(count):
        document = document_of(event)
        assert document is not None
        waiting.append(document)
        if len(waiting) == _TOGETHER:
            index.write(waiting)
            waiting = []
    index.write(waiting)


def latencies(search: SearchRecords, request: SearchRequest) -> dict[str, float]:
    """Milliseconds of one search, each word in turn; the first round is not counted.

    `cpu` is what the asking thread works, engine included where it is embedded: other work on the
    machine lengthens the wall's time alone.
    """
    request = replace(request, page_size=20)
    took = []
    for number in range(_ASKED + len(_FREQUENT)):
        asked = replace(request, q=_FREQUENT[number % len(_FREQUENT)])
        started, used = time.monotonic(), time.thread_time()
        json.dumps(records_answer(search(asked, PUBLIC)))
        took.append((time.monotonic() - started, time.thread_time() - used))
    wall, cpu = (sorted(times) for times in zip(*took[len(_FREQUENT) :], strict=True))
    return {
        f"{name}_ms": round(times[len(times) * share // 100] * 1000, 2)
        for name, times, share in (
            ("p50", wall, 50),
            ("p99", wall, 99),
            ("cpu_p50", cpu, 50),
            ("cpu_p99", cpu, 99),
        )
    }


def remove(url: str) -> None:
    """Leave nothing on the engine."""
    server, _, name = url.rpartition("/")
    with Elasticsearch(server) as client:
        for concrete in client.indices.get(index=f"{name}-*"):
            client.indices.delete(index=concrete)


def timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rebuild", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        server = os.environ.get("CITYMEND_INDEX_URL", "")
        engine = server.startswith("http")
        url = f"{server.rstrip('/')}/bench-{uuid4().hex[:8]}" if engine else f"tantivy://{folder}"
        index = open_index(url, "write")
        try:
            figures = measure(index, given.records, given.rebuild, Path(folder))
        finally:
            index.close()
            if engine:
                remove(url)
    mode = "elasticsearch" if engine else "tantivy"
    print(json.dumps({"bench": "search", "mode": mode, **figures}))


if __name__ == "__main__":
    main()
