"""What the sender was promised, held against what the bank and the index know.

The ledger is written by the sender alone: an id enters it when the answer that carried it arrived.
"""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from services.all_in_one import open_installation
from services.projectbank.needs.report_store import reports as bank_reports
from services.runtime.settings import load_settings
from tests.bench.load import a_report
from tests.support.running import Home


@dataclass(slots=True)
class Ledger:
    """Ids of accepted reports, in the order in which their answers came."""

    accepted: list[str] = field(default_factory=list)
    refused: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, home: Home, number: int, port: int | None = None) -> bool:
        """Post one report; remember it only if it was accepted."""
        answer = home.request("POST", "/api/intake/v1/reports", a_report(number), port=port)
        with self._lock:
            if answer.status == 201:
                self.accepted.append(answer.body["id"])
                return True
            self.refused += 1
            return False

    def send_many(self, home: Home, count: int, port: int | None = None, first: int = 0) -> None:
        for number in range(first, first + count):
            self.send(home, number, port)

    def keep_sending(
        self, home: Home, stop: threading.Event, port: int | None = None, pause: float = 0.005
    ) -> threading.Thread:
        """Send on a thread until told to stop; what is not answered may or may not be stored."""

        def sending() -> None:
            number = 0
            while not stop.is_set():
                self.send(home, number, port)
                number += 1
                time.sleep(pause)

        thread = threading.Thread(target=sending)
        thread.start()
        return thread


def reports_in_bank(home: Home) -> Counter[str]:
    """How often the bank's store holds each report."""
    kept = {k: v for k, v in home.env().items() if k.startswith("CITYMEND_")}
    installation = open_installation(load_settings(kept), writer=False)
    try:
        database = installation.service("bank").database
        query = select(bank_reports.c.id)
        return Counter(database.read(lambda conn: [row.id for row in conn.execute(query)]))
    finally:
        installation.close()


def reports_in_index(home: Home) -> Counter[str]:
    """How often a search over everything shows each report."""
    found: Counter[str] = Counter()
    cursor: str | None = None
    while True:
        words = ["search", "find", "", "--kind", "report", "--page-size", "200", "--sort", "newest"]
        page = home.json(*words, *(["--cursor", cursor] if cursor else []))
        found.update(item["id"] for item in page["items"])
        cursor = page["cursor"]
        if cursor is None:
            return found


def assert_exactly_once(home: Home, ledger: Ledger) -> None:
    """Every accepted report once in the bank and once in the index; nothing twice."""
    bank = reports_in_bank(home)
    index = reports_in_index(home)
    for place, counts in (("bank", bank), ("index", index)):
        missing = [report for report in ledger.accepted if counts[report] != 1]
        assert missing == [], f"{place}: {len(missing)} of {len(ledger.accepted)} not exactly once"
        assert max(counts.values(), default=1) == 1, place
    # What was stored though its answer was lost is in both or in neither.
    assert set(bank) == set(index)
