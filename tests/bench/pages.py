"""What every page and list costs whoever may see it: `python -m tests.bench.pages [ROWS ...]`.

One JSON line. A home is filled with the demonstration, whose rows are then repeated until there are
so many reports (given several numbers: one after the other), and every address that is asked with
GET is asked by everybody who is let in: milliseconds of CPU of the serving thread and those until
the answer, database included (the best of some answers, as other work on the machine shall not
count), and SQL statements. Embedded, or on the engines that the environment names. An address that
needs something which nobody named is listed.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

from flask import Flask
from sqlalchemy import Connection, select
from werkzeug.test import Client

from services.all_in_one import Installation, open_installation
from services.intake.cases.case.tables import cases
from services.intake.reports.tables import reports
from services.projectbank.projects.tables import project_needs
from services.projectbank.scoring.published.tables import scores
from services.runtime.identity.access import ROLES, access_rule
from services.runtime.settings import load_settings
from tests.bench.load import home_for_bench, mode
from tests.bench.many_rows import fill_bank, fill_intake
from tests.contract.intake import Statements

_TIMES = 5
_LONGEST = 5.0
"""Seconds for one address and caller; what is slow is not asked five times."""
_SHOWN = 12
_NO_DATA = ("/static/", "/docs", "/openapi.json", "/healthz", "/open311/<path", "/sw.js")
_LISTS = ("/api/intake/v1/reports", "/api/intake/v1/cases", "/api/bank/v1/needs")
"""Asked for a hundred as well."""
Costs = dict[str, dict[str, Any]]


def main(arguments: list[str]) -> None:
    sizes = [int(number) for number in arguments] or [100_000]
    with tempfile.TemporaryDirectory(prefix="citymend-bench-") as folder:
        home = home_for_bench(Path(folder))
        made = home.run("demo")
        assert made.returncode == 0, made.stderr
        settings = load_settings({**home.env(), "CITYMEND_RATE_LIMITS": "off"})
        installation = open_installation(settings, writer=True)
        try:
            line = {"bench": "pages", "mode": mode(home), "cpus": os.cpu_count()}
            line |= _measured(installation, sizes)
        finally:
            installation.close()
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


def _measured(installation: Installation, sizes: list[int]) -> dict[str, Any]:
    keyring = installation.identity.keyring
    callers: dict[str, str | None] = {role: keyring.add_key(role, role) for role in ROLES}
    callers["resident"] = None
    sizes_told: dict[str, Any] = {"small": _all(installation, callers)}
    for rows in sizes:
        counted = dict(fill_intake(installation.service("intake").database, rows))
        counted |= fill_bank(installation.service("bank").database, rows)
        sizes_told[str(rows)] = {"rows": counted, **_all(installation, callers)}
    return sizes_told


def _all(installation: Installation, callers: Mapping[str, str | None]) -> dict[str, Any]:
    """The dearest first; all of them where PAGES_ALL is set."""
    named = _examples(installation)
    found: Costs = {}
    unasked: list[str] = []
    for service in installation.services:
        app: Any = service.web()
        with _counting(installation) as seen:
            for rule, address in _addresses(app, named):
                if address is None:
                    unasked.append(rule)
                    continue
                for who, key in callers.items():
                    if cost := _cost(app, address, key, seen):
                        found[f"{address} {who}"] = cost
    dearest = sorted(found.items(), key=lambda one: -max(one[1]["ms"], one[1]["wait"]))
    shown = dearest if os.environ.get("PAGES_ALL") else dearest[:_SHOWN]
    lists = {name: cost for name, cost in found.items() if "page_size=100 " in name}
    return {
        "asked": len(found),
        "above_100_ms": sum(max(cost["ms"], cost["wait"]) > 100 for cost in found.values()),
        "above_12_statements": sum(cost["statements"] > 12 for cost in found.values()),
        "most_statements": max(found.items(), key=lambda one: one[1]["statements"]),
        "lists_of_100": lists,
        "dearest": dict(shown),
        "not_asked": unasked,
    }


def _addresses(app: Flask, named: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Every rule that is asked with GET, and an address of it; none where something is missing."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or any(part in rule.rule for part in _NO_DATA):
            continue
        if access_rule(app, rule, "GET") is None:
            continue
        wanted = {
            name: named.get(f"{rule.rule} {name}", named.get(name)) for name in rule.arguments
        }
        if any(value is None for value in wanted.values()):
            yield rule.rule, None
            continue
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **cast(dict[str, Any], wanted))
        yield rule.rule, address
        if rule.rule in _LISTS:
            yield rule.rule, f"{address}?page_size=100"


def _cost(app: Flask, address: str, key: str | None, seen: "_Seen") -> dict[str, Any] | None:
    """None for who is not let in."""
    client = Client(app)
    headers = (
        {"Accept": "*/*"} if key is None else {"Accept": "*/*", "Authorization": f"Bearer {key}"}
    )
    taken: list[float] = []
    waited: list[float] = []
    begun = time.monotonic()
    statements = 0
    while len(taken) < _TIMES and time.monotonic() - begun < _LONGEST:
        before, counted = time.thread_time(), seen.count()
        asked = time.perf_counter()
        answer = client.get(address, headers=headers)
        answer.get_data()
        waited.append((time.perf_counter() - asked) * 1000)
        taken.append((time.thread_time() - before) * 1000)
        statements = seen.count() - counted
        if answer.status_code not in (200, 304):
            return None
    return {"ms": round(min(taken), 1), "wait": round(min(waited), 1), "statements": statements}


class _Seen:
    def __init__(self, counters: list[Statements]) -> None:
        self._counters = counters

    def count(self) -> int:
        return sum(len(counter.seen) for counter in self._counters)


@contextmanager
def _counting(installation: Installation) -> Iterator[_Seen]:
    with ExitStack() as stack:
        databases = {id(one.database): one.database for one in installation.services}
        yield _Seen([stack.enter_context(Statements(one)) for one in databases.values()])


def _examples(installation: Installation) -> dict[str, str]:
    """What stands for each variable part: a report with a case, the first ranked project."""

    def of_intake(conn: Connection) -> dict[str, str]:
        report = conn.execute(select(reports).where(reports.c.case_id.is_not(None)).limit(1)).one()
        work = conn.execute(select(cases.c.id).where(cases.c.id == report.case_id)).scalar_one()
        return {
            "report_id": report.id,
            "number": report.id,
            "case_id": work,
            "token": report.tracking_token,
            "area": report.area,
            "suffix": "json",
            "/open311/v2/requests/<name> name": f"{report.id}.json",
            "/open311/v2/services/<name> name": f"{report.category}.json",
            "/open311/v2/tokens/<name> name": f"{report.tracking_token}.json",
            "/api/intake/v1/moderation/<kind>/<subject> kind": "report",
            "subject": report.id,
        }

    def of_bank(conn: Connection) -> dict[str, str]:
        ranked = select(project_needs).join(
            scores, scores.c.project_id == project_needs.c.project_id
        )
        first = conn.execute(ranked.order_by(scores.c.rank).limit(1)).one()
        return {"project_id": first.project_id, "need_id": first.need_id}

    found = installation.service("intake").database.read(of_intake)
    found |= installation.service("bank").database.read(of_bank)
    return {**found, "kind": "project", "record": found["project_id"]}


if __name__ == "__main__":
    main(sys.argv[1:])
