"""A real table through intake's assessment and the bank's grouping, without a bus in between.

States how the reports fall into needs, with the profile and the rules that the product uses, and
what the pure step and the whole job on an embedded database cost for each report.
"""

import dataclasses
import gzip
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.contracts.intake_events import ReportState
from services.contracts.profile.load import load_profile
from services.contracts.profile.model import Profile
from services.intake.reports.receiving.acceptance import Outcome
from services.intake.reports.report import Actor, NewReport
from services.intake.reports.wiring import assessor
from services.intake.sources.import_table import ImportTable
from services.projectbank.needs.grouping.grouping import Grouping
from services.projectbank.needs.grouping.rules import GroupingRules
from services.projectbank.needs.reports.report import StoredReport, stored_report
from services.projectbank.needs.vocabulary import vocabulary_of
from services.runtime.database import open_database
from tests.unit.projectbank.bank import Bank

_HEARD_AT_ONCE = 500


def measure_table(path: Path) -> dict[str, Any]:
    """What `python -m tests.bench.grouping FILE` prints."""
    states = states_of(path)
    rules = GroupingRules(radius=vocabulary_of(load_profile()).radius)
    reports = [stored_report(state) for state in states]
    return {
        "file": path.name,
        "reports": len(reports),
        **_pure(reports, rules),
        **_job(states),
    }


def states_of(path: Path, profile: Profile | None = None) -> list[ReportState]:
    """The rows as intake would tell them, numbered in order."""
    profile = profile or load_profile()
    assess = assessor(profile, b"a secret of the benchmark").assess
    officer, now = Actor(name="bench", vouches=True), datetime.now(UTC)
    states: list[ReportState] = []

    def take(rows: Sequence[NewReport]) -> list[Outcome]:
        for new in rows:
            seq = len(states) + 1
            report = assess(new, officer, f"R{seq}", now).report
            states.append(dataclasses.replace(report, seq=seq).state())
        return [Outcome("created")] * len(rows)

    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        ImportTable(profile).run(_unpacked(path, Path(folder)), take)
    return states


def _unpacked(path: Path, folder: Path) -> Path:
    if path.suffix != ".gz":
        return path
    plain = folder / path.stem
    with gzip.open(path) as packed, plain.open("wb") as target:
        shutil.copyfileobj(packed, target)
    return plain


def _pure(reports: Sequence[StoredReport], rules: GroupingRules) -> dict[str, Any]:
    grouping = Grouping(rules)
    taken: list[int] = []
    need_of: dict[str, int] = {}
    for report in reports:
        if report.may_join_a_need():
            groupable = report.groupable()
            begun = time.thread_time_ns()
            placed = grouping.place(groupable)
            taken.append(time.thread_time_ns() - begun)
            need_of[report.id] = placed.need
    taken.sort()
    sizes = Counter(need_of.values())
    together = {report for report, need in need_of.items() if sizes[need] > 1}
    default = _at_default_places(reports)
    return {
        "may_join": len(need_of),
        "needs": len(sizes),
        "share_in_needs_of_two_or_more": round(len(together) / len(need_of), 3),
        "largest_need": sizes.most_common(1)[0][1],
        "largest_share": round(sizes.most_common(1)[0][1] / len(need_of), 4),
        "at_default_places": len(default & need_of.keys()),
        "of_them_together": round(
            len(together & default) / (len(default & need_of.keys()) or 1), 3
        ),
        "pure_mean_us": round(sum(taken) / len(taken) / 1_000, 1),
        "pure_p99_us": round(taken[len(taken) * 99 // 100] / 1_000, 1),
    }


def _at_default_places(reports: Sequence[StoredReport]) -> set[str]:
    """Reports on a coordinate that more than one in a hundred has: a geocoder's default."""
    places = Counter(report.point for report in reports if report.point is not None)
    defaults = {place for place, times in places.items() if times > len(reports) / 100}
    return {report.id for report in reports if report.point in defaults}


def _job(states: Sequence[ReportState]) -> dict[str, Any]:
    """The leased job on SQLite, in its own batches, from stored reports to events."""
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        database = open_database(f"sqlite:///{folder}/bank.db")
        try:
            bank = Bank(database, batch=100)
            for start in range(0, len(states), _HEARD_AT_ONCE):
                bank.hear(*states[start : start + _HEARD_AT_ONCE])
            begun, used = time.perf_counter(), time.process_time()
            bank.group()
            seconds, cpu = time.perf_counter() - begun, time.process_time() - used
        finally:
            database.close()
    return {
        "job_seconds": round(seconds, 1),
        "job_cpu_us_per_report": round(cpu / len(states) * 1_000_000, 1),
    }
