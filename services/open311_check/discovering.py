"""Service discovery: the one document that says what a server speaks, where, and since when."""

from collections.abc import Iterator
from typing import Any

from services.open311_check.check import Check
from services.open311_check.judging import is_text, moment_of
from services.open311_check.reading import Form
from services.open311_check.server import Server, Unjudged, good

_SECTION = "Service Discovery"
_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_KINDS = ("production", "test")


def _document(server: Server, form: Form) -> dict[str, Any]:
    found = good(server.get_discovery(form), form, "discovery")
    if not isinstance(found, dict):
        raise Unjudged("the discovery document is no object")
    return found


def _endpoints(server: Server, form: Form) -> list[dict[str, Any]]:
    found = _document(server, form).get("endpoints")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Unjudged("endpoints is no list of endpoints")
    return found


def _ours(server: Server, form: Form) -> dict[str, Any]:
    """The endpoint under test, or the one of this standard."""
    found = _endpoints(server, form)
    for endpoint in found:
        if str(endpoint.get("url")).rstrip("/") == server.base:
            return endpoint
    if not found:
        raise Unjudged("the discovery document names no endpoint")
    return found[0]


def _is_there(server: Server, form: Form) -> Iterator[str]:
    answer = server.get_discovery(form)
    if answer.status != 200:
        yield f"{server.discovery}.{form} answered {answer.status}"
        return
    try:
        _document(server, form)
    except Unjudged as error:
        yield str(error)


def _fields(server: Server, form: Form) -> Iterator[str]:
    found = _document(server, form)
    for name in ("changeset", "contact", "key_service"):
        if not is_text(found.get(name)):
            yield f"{name} is missing"
    if not isinstance(found.get("endpoints"), list) or not found["endpoints"]:
        yield "endpoints is not a list with one endpoint or more"


def _endpoint_fields(server: Server, form: Form) -> Iterator[str]:
    for endpoint in _endpoints(server, form):
        for name in ("specification", "url", "changeset", "type"):
            if not is_text(endpoint.get(name)):
                yield f"an endpoint has no {name}"


def _specification(server: Server, form: Form) -> Iterator[str]:
    told = _ours(server, form).get("specification")
    if told != _SPECIFICATION:
        yield f"specification is {told!r}"


def _kind(server: Server, form: Form) -> Iterator[str]:
    for endpoint in _endpoints(server, form):
        if endpoint.get("type") not in _KINDS:
            yield f"type is {endpoint.get('type')!r}"


def _formats(server: Server, form: Form) -> Iterator[str]:
    formats = _ours(server, form).get("formats")
    if not isinstance(formats, list) or "text/xml" not in formats:
        yield f"formats is {formats!r}"


def _moments(server: Server, form: Form) -> Iterator[str]:
    told = [_document(server, form).get("changeset"), _ours(server, form).get("changeset")]
    for value in told:
        if moment_of(value) is None:
            yield f"changeset is {value!r}"


def _address(server: Server, form: Form) -> Iterator[str]:
    urls = [str(endpoint.get("url")).rstrip("/") for endpoint in _endpoints(server, form)]
    if server.base not in urls:
        yield f"{server.base} is not among {', '.join(urls)}"


CHECKS: tuple[Check, ...] = (
    Check(
        "discovery-is-there",
        _SECTION,
        "The discovery document is answered in XML and in JSON.",
        _is_there,
    ),
    Check(
        "discovery-fields",
        _SECTION,
        "changeset, contact, key_service and endpoints are given.",
        _fields,
    ),
    Check(
        "discovery-endpoint-fields",
        _SECTION,
        "Every endpoint has specification, url, changeset and type.",
        _endpoint_fields,
    ),
    Check(
        "discovery-specification",
        _SECTION,
        f"The endpoint's specification is {_SPECIFICATION}.",
        _specification,
    ),
    Check("discovery-type", _SECTION, "An endpoint's type is production or test.", _kind),
    Check("discovery-formats", _SECTION, "formats is a list that names text/xml.", _formats),
    Check(
        "discovery-changeset",
        f"{_SECTION}; Dates",
        "Changesets are full times with their zone.",
        _moments,
    ),
    Check(
        "discovery-address",
        _SECTION,
        "The endpoint's url is the address that is answered under.",
        _address,
    ),
)
