"""Requests that the write checks send: what a service needs, filled in so that it is fine."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.open311_check.exchange import Answer
from services.open311_check.judging import number_of
from services.open311_check.reading import Form
from services.open311_check.server import Server, Unjudged, good, objects

Pair = tuple[str, str]
SENTENCE = "Conformance check of this Open311 server. Please ignore."
ADDRESS = "Conformance check, please ignore"
EMAIL = "conformance-check@example.org"


def service_of(server: Server, form: Form, kind: str) -> str:
    """A service of the kind, one that asks nothing where there is one. Raises Unjudged."""
    found = [each for each in server.services(form) if each.get("type") == kind]
    if not found:
        raise Unjudged(f"the server has no {kind} service")
    plain = [each for each in found if str(each.get("metadata")).lower() == "false"]
    return str((plain or found)[0].get("service_code"))


def attributes_of(server: Server, form: Form, code: str) -> list[dict[str, Any]]:
    """What the service asks. Raises Unjudged when its definition cannot be read."""
    asks = {
        str(each.get("service_code")): str(each.get("metadata")).lower() == "true"
        for each in server.services(form)
    }
    if not asks.get(code, False):
        return []
    found = server.definition(code, form).get("attributes")
    asked = objects(found, f"the attributes of {code}")
    return [each for each in asked if str(each.get("variable")).lower() == "true"]


def service_with(server: Server, form: Form, **wanted: str) -> tuple[str, dict[str, Any]]:
    """A service, and an attribute of it whose members are these. Raises Unjudged."""
    for service in server.services(form):
        code = str(service.get("service_code"))
        if str(service.get("metadata")).lower() != "true":
            continue
        for attribute in attributes_of(server, form, code):
            if all(str(attribute.get(name)).lower() == value for name, value in wanted.items()):
                return code, attribute
    raise Unjudged(f"no service has an attribute with {wanted}")


def a_request(
    server: Server, form: Form, code: str, *, without: tuple[str, ...] = ()
) -> list[Pair]:
    """Everything that the service needs, at a place where the server has requests."""
    lat, long = _place(server, form)
    said = [
        ("service_code", code),
        ("lat", lat),
        ("long", long),
        ("description", SENTENCE),
        *_answers(server, form, code),
    ]
    return [pair for pair in said if pair[0] not in without]


def realtime(server: Server, form: Form, *, without: tuple[str, ...] = ()) -> list[Pair]:
    """A request for a realtime service. Raises Unjudged when there is none."""
    code = service_of(server, form, "realtime")
    return a_request(server, form, code, without=without)


def _answers(server: Server, form: Form, code: str) -> Iterator[Pair]:
    for attribute in attributes_of(server, form, code):
        if str(attribute.get("required")).lower() == "true":
            yield f"attribute[{attribute.get('code')}]", answer_to(server, attribute)


def answer_to(server: Server, attribute: Mapping[str, Any]) -> str:
    """An answer that the attribute must take."""
    values = attribute.get("values")
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return str(values[0].get("key"))
    datatype = attribute.get("datatype")
    if datatype == "number":
        return "1"
    return server.now.strftime("%Y-%m-%dT%H:%M:%SZ") if datatype == "datetime" else "check"


def created(answer: Answer, form: Form) -> dict[str, Any]:
    """What the creator was told. Raises Unjudged when nothing was created."""
    found = objects(good(answer, form, "service_requests"), "the answer to the POST")
    if len(found) != 1:
        raise Unjudged(f"the answer to the POST is an array of {len(found)}")
    return found[0]


def _place(server: Server, form: Form) -> tuple[str, str]:
    for request in server.requests(form):
        lat, long = (number_of(request.get(name), form) for name in ("lat", "long"))
        if lat is not None and long is not None and abs(lat) <= 90 and abs(long) <= 180:
            return f"{lat}", f"{long}"
    return "1.0", "1.0"
