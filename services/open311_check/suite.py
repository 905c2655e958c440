"""Running the checks against a server, and finding the server behind an address."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from services.open311_check import (
    creating,
    declining,
    definitions,
    describing,
    discovering,
    finding,
    listing,
    picturing,
    refusing,
    wording,
)
from services.open311_check.check import Check, Outcome
from services.open311_check.exchange import Asked, Transport, Unreachable
from services.open311_check.reading import Form, Unreadable, read_json
from services.open311_check.server import Server, Unjudged

READS: tuple[Check, ...] = (
    *wording.CHECKS,
    *discovering.CHECKS,
    *listing.CHECKS,
    *definitions.CHECKS,
    *describing.CHECKS,
    *finding.CHECKS,
    *refusing.CHECKS,
)
WRITES: tuple[Check, ...] = (*declining.CHECKS, *creating.CHECKS, *picturing.CHECKS)
_MOST_DETAILS = 5
_SUFFIXES = (".xml", ".json")
_SPECIFICATION = "GeoReport_v2"


def run(server: Server, *, write: bool = False) -> list[Outcome]:
    """Every check in every format it looks at, in a fixed order. Raises Unreachable."""
    written = _outcomes(server, WRITES) if write else []
    # What was created is there to be read, also on a server that held nothing.
    server.forget()
    return [*_outcomes(server, READS), *written]


def _outcomes(server: Server, checks: Sequence[Check]) -> list[Outcome]:
    return [_outcome(server, check, form) for check in checks for form in check.forms]


def _outcome(server: Server, check: Check, form: Form) -> Outcome:
    try:
        details = tuple(islice(check.look(server, form), _MOST_DETAILS))
    except Unjudged as reason:
        return Outcome(check, form, "skipped", (str(reason),))
    return Outcome(check, form, "failed" if details else "passed", details)


def find_server(
    address: str,
    transport: Transport,
    now: datetime,
    *,
    api_key: str | None = None,
    jurisdiction: str | None = None,
) -> Server:
    """The server under the address: of an endpoint, of a discovery document, or of a site.

    Raises Unreachable when nothing there answers like an endpoint.
    """
    base, discovery = _located(address.split("?")[0].rstrip("/"), transport)
    return Server(base, discovery, transport, now, api_key=api_key, jurisdiction=jurisdiction)


def _located(address: str, transport: Transport) -> tuple[str, str]:
    for suffix in _SUFFIXES:
        if address.endswith(f"discovery{suffix}"):
            discovery = address.removesuffix(suffix)
            return _endpoint(discovery, transport) or discovery.rpartition("/")[0], discovery
    places = [f"{address}/discovery", f"{address}/open311/discovery"]
    if "/" in address.partition("://")[2]:
        places.insert(1, f"{address.rpartition('/')[0]}/discovery")
    known = [place for place in places if _answers(f"{place}.json", transport)]
    if _answers(f"{address}/services.xml", transport):
        return address, (known or places)[0]
    for place in known:
        base = _endpoint(place, transport)
        if base is not None:
            return base, place
    raise Unreachable(f"{address}: neither services.xml nor a discovery document answers there")


def _endpoint(discovery: str, transport: Transport) -> str | None:
    """The endpoint of GeoReport v2 that a discovery document names."""
    answer = transport(Asked("GET", f"{discovery}.json"))
    try:
        told: Any = read_json(answer.body)
    except Unreadable:
        return None
    endpoints = told.get("endpoints") if isinstance(told, dict) else None
    for endpoint in endpoints if isinstance(endpoints, list) else ():
        named = isinstance(endpoint, dict) and endpoint.get("url")
        if named and _SPECIFICATION in str(endpoint.get("specification")):
            return str(named).rstrip("/")
    return None


def _answers(url: str, transport: Transport) -> bool:
    return transport(Asked("GET", url)).status == 200


def failed(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.verdict == "failed"]
