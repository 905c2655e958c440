"""`citymend open311 check URL`: whether any server keeps to GeoReport v2."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from itertools import groupby
from typing import Any

import click

from services.by_word import CONFORMANCE
from services.command.terminal import answer, as_json, give_up, say

_MARKS: Mapping[str, str] = {"passed": "✓", "failed": "✗", "skipped": "·"}


@click.group("open311", help="GeoReport v2, here and elsewhere.")
def open311() -> None:
    pass


@open311.command("check")
@click.argument("url")
@click.option("--write", is_flag=True, help="Also create requests, which the city will see.")
@click.option("--api-key", help="The key that requests are created with.")
@click.option("--jurisdiction", help="The jurisdiction_id, where an endpoint serves several.")
@click.option("--verbose", is_flag=True, help="Also name the rules that are kept.")
@as_json
def check(
    url: str,
    write: bool,
    api_key: str | None,
    jurisdiction: str | None,
    verbose: bool,
    machine: bool,
) -> None:
    """Hold the server at URL to every rule; exit 1 when one is broken.

    URL is the address of an endpoint (…/open311/v2), of a discovery document, or of a site.
    Without --write nothing is changed there.
    """
    if write and not api_key:
        give_up("--write needs --api-key", 2)
    exchange = import_module(f"{CONFORMANCE}.exchange")
    suite = import_module(f"{CONFORMANCE}.suite")
    try:
        server = suite.find_server(
            url, exchange.over_http, datetime.now(UTC), api_key=api_key, jurisdiction=jurisdiction
        )
        outcomes = suite.run(server, write=write)
    except exchange.Unreachable as error:
        give_up(str(error))
    verdicts = [outcome.verdict for outcome in outcomes]
    result: dict[str, Any] = {"server": server.base, "discovery": server.discovery}
    for verdict in _MARKS:
        result[verdict] = verdicts.count(verdict)
    result["checks"] = [outcome.as_json() for outcome in outcomes]
    answer(result, machine, lambda told: _tell(told, outcomes, verbose=verbose))
    if suite.failed(outcomes):
        raise SystemExit(1)


def _tell(result: Mapping[str, Any], outcomes: Sequence[Any], *, verbose: bool) -> None:
    say(f"{result['server']}")
    for (check, verdict), found in groupby(outcomes, lambda each: (each.check, each.verdict)):
        told = list(found)
        if verdict == "passed" and not verbose:
            continue
        forms = ", ".join(outcome.form for outcome in told)
        say(f"{_MARKS[verdict]} {check.name} ({forms}) [{check.section}] {check.rule}")
        for detail in dict.fromkeys(line for outcome in told for line in outcome.details):
            say(f"    {detail}")
    say(", ".join(f"{result[verdict]} {verdict}" for verdict in _MARKS))
