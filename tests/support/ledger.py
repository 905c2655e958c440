"""What the sender was promised, held against what the bank and the index know.

The ledger is written by the sender alone: an id enters it when the answer that carried it arrived.
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from services.all_in_one import Installation
from services.intake.reports.tables import reports as intake_reports
from services.projectbank.needs.reports.tables import reports as bank_reports
from tests.bench.load import a_report
from tests.support.inside import opened
from tests.support.running import Home


@dataclass(slots=True)
class Ledger:
    """Ids of accepted reports, in the order in which their answers came."""

    accepted: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    """Answers that accepted nothing, by status; 0 counts requests without any answer."""
    _number: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, home: Home, port: int | None = None) -> bool:
        """Post one report; remember it only if it was accepted."""
        with self._lock:
            self._number += 1
            number = self._number
        answer = home.request("POST", "/api/intake/v1/reports", a_report(number), port=port)
        with self._lock:
            if answer.status == 201:
                self.accepted.append(answer.body["id"])
                return True
            self.refused[answer.status] += 1
            return False

    def send_many(self, home: Home, count: int, port: int | None = None) -> None:
        """Post so many, each of which must be accepted."""
        for _ in range(count):
            assert self.send(home, port), dict(self.refused)

    @contextmanager
    def sending(
        self, home: Home, port: int | None = None, *, per_second: float = 40, senders: int = 1
    ) -> Iterator[None]:
        """Send beside the block; what is not answered may or may not be stored."""
        stop = threading.Event()

        def sender() -> None:
            while not stop.wait(senders / per_second):
                self.send(home, port)

        threads = [threading.Thread(target=sender) for _ in range(senders)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def assert_exactly_once(home: Home, ledger: Ledger) -> None:
    """Every accepted report once in the bank and once in the index; nothing twice."""
    with opened(home) as installation:
        places = {
            "intake": _ids(installation, "intake", intake_reports.c.id),
            "bank": _ids(installation, "bank", bank_reports.c.id),
            "index": _in_index(installation),
        }
    assert ledger.accepted, "the sender was never promised anything"
    assert len(set(ledger.accepted)) == len(ledger.accepted)
    for place, counts in places.items():
        missing = [report for report in ledger.accepted if counts[report] != 1]
        assert missing == [], f"{place}: {len(missing)} of {len(ledger.accepted)} not exactly once"
        assert max(counts.values()) == 1, f"{place}: something is there twice"
    # What was stored though its answer was lost is everywhere or nowhere.
    assert set(places["intake"]) == set(places["bank"]) == set(places["index"])


def _ids(installation: Installation, word: str, column: Any) -> Counter[str]:
    """How often the service's database holds each report."""
    database = installation.service(word).database
    return Counter(database.read(lambda conn: list(conn.execute(select(column)).scalars())))


def _in_index(installation: Installation) -> Counter[str]:
    """How often a search over everything shows each report."""
    found: Counter[str] = Counter()
    asked = {"q": "", "kind": "report", "page_size": "200", "sort": "newest"}
    while True:
        page = installation.find(asked, False)
        found.update(item["id"] for item in page["items"])
        if page["cursor"] is None:
            return found
        asked["cursor"] = page["cursor"]
