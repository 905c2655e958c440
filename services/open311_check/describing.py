"""GET Service Requests and GET Service Request: how a request is written."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from services.open311_check.check import Check
from services.open311_check.judging import moment_of, number_of
from services.open311_check.reading import Form
from services.open311_check.server import Server, Unjudged, good, objects

_SECTION = "GET Service Requests"
_REQUIRED = ("service_request_id", "status", "service_code", "requested_datetime")
_MEMBERS = (
    *_REQUIRED,
    "status_notes",
    "service_name",
    "description",
    "agency_responsible",
    "service_notice",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
)
_TEXTS = ("service_request_id", "service_code", "zipcode", "address_id")
_PERSONAL = (
    "email",
    "phone",
    "first_name",
    "last_name",
    "name",
    "requestor_name",
    "device_id",
    "account_id",
    "api_key",
)
_MOMENTS = ("requested_datetime", "updated_datetime", "expected_datetime")
_DEGREES = (("lat", 90.0), ("long", 180.0))


def _shape(server: Server, form: Form) -> Iterator[str]:
    answer = server.get("requests", form)
    if answer.status != 200:
        yield f"requests.{form} answered {answer.status}"
        return
    try:
        objects(good(answer, form, "service_requests"), "service_requests")
    except Unjudged as error:
        yield str(error)


def _media(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        address = request.get("media_url")
        if address and not str(address).startswith(("http://", "https://")):
            yield f"{_named(request)}: media_url is {address!r}"


def _named(request: dict[str, Any]) -> str:
    return f"request {request.get('service_request_id')}"


def _required(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        missing = [name for name in _REQUIRED if request.get(name) in (None, "")]
        if missing:
            yield f"{_named(request)}: no {', '.join(missing)}"


def _members(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        foreign = [name for name in request if name not in _MEMBERS]
        if foreign:
            yield f"{_named(request)}: {', '.join(foreign)}"


def _personal(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        told = [name for name in _PERSONAL if name in request]
        if told:
            yield f"{_named(request)}: {', '.join(told)}"


def _texts(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        for name in _TEXTS:
            if not isinstance(request.get(name), str | None):
                yield f"{_named(request)}: {name} is {request.get(name)!r}"


def _status(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        if request.get("status") not in (None, "open", "closed"):
            yield f"{_named(request)}: {request.get('status')!r}"


def _places(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        for name, most in _DEGREES:
            value = request.get(name)
            degrees = number_of(value, form)
            if value is not None and (degrees is None or not -most <= degrees <= most):
                yield f"{_named(request)}: {name} is {value!r}"


def _moments(server: Server, form: Form) -> Iterator[str]:
    for request in server.requests(form):
        for name in _MOMENTS:
            value = request.get(name)
            if value is not None and moment_of(value) is None:
                yield f"{_named(request)}: {name} is {value!r}"


def _one(server: Server, form: Form) -> Iterator[str]:
    sample = server.sample(form)
    number = str(sample.get("service_request_id"))
    answer = server.get(f"requests/{quote(number, safe='')}", form)
    if answer.status != 200:
        yield f"request {number} answered {answer.status}"
        return
    try:
        found = objects(good(answer, form, "service_requests"), f"request {number}")
    except Unjudged as error:
        yield str(error)
        return
    if [str(each.get("service_request_id")) for each in found] != [number]:
        yield f"request {number}: not an array of this one request"
    elif found[0].get("service_code") != sample.get("service_code"):
        yield f"request {number}: another service than in the list"


CHECKS: tuple[Check, ...] = (
    Check(
        "requests-shape",
        f"{_SECTION}; JSON mapping",
        "XML: request elements in service_requests. JSON: a bare array of objects.",
        _shape,
    ),
    Check(
        "request-required-members",
        _SECTION,
        "A request has service_request_id, status, service_code and requested_datetime.",
        _required,
    ),
    Check(
        "request-members",
        _SECTION,
        "Without extensions a request has members of the standard only.",
        _members,
    ),
    Check(
        "request-no-personal-data",
        f"{_SECTION}; R24",
        "Nothing tells who sent a request.",
        _personal,
    ),
    Check(
        "request-texts",
        f"{_SECTION}; R1",
        "Ids, codes and postal codes are texts in JSON.",
        _texts,
        ("json",),
    ),
    Check("request-status", f"{_SECTION}; R6", "status is open or closed.", _status),
    Check(
        "request-place",
        _SECTION,
        "lat and long are numbers of degrees (WGS 84), in JSON as numbers.",
        _places,
    ),
    Check("request-times", "Dates", "Times are full times with their zone.", _moments),
    Check(
        "request-media-url",
        _SECTION,
        "media_url is empty or the whole web address of a picture.",
        _media,
    ),
    Check(
        "one-request",
        "GET Service Request",
        "One request is an array of one, as in the list.",
        _one,
    ),
)
