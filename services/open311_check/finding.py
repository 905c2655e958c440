"""GET Service Requests: filters, ranges and order."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from services.open311_check.check import Check
from services.open311_check.exchange import Asked
from services.open311_check.judging import moment_of
from services.open311_check.reading import Form
from services.open311_check.server import Server, Unjudged, good

_SECTION = "GET Service Requests"
_WINDOW = timedelta(days=90)
_SLACK = timedelta(days=2)
"""For servers whose clock or zone is not ours."""
_MOST_ROWS = 1_000
_NEVER = {"start_date": "1990-01-01T00:00:00Z", "end_date": "1990-01-02T00:00:00Z"}


def _ids(server: Server, form: Form, arguments: Mapping[str, str]) -> set[str]:
    return {str(each.get("service_request_id")) for each in server.requests(form, arguments)}


def _requested(request: Mapping[str, Any]) -> datetime:
    """When a request was made. Raises Unjudged when it does not say so."""
    moment = moment_of(request.get("requested_datetime"))
    if moment is None:
        raise Unjudged("a requested_datetime cannot be read")
    return moment


def _id_of(request: Mapping[str, Any]) -> str:
    return str(request.get("service_request_id"))


def _answered(
    server: Server, form: Form, arguments: Mapping[str, str], status: int
) -> Iterator[str]:
    answer = server.get("requests", form, arguments)
    if answer.status != status:
        told = "&".join(f"{name}={value}" for name, value in arguments.items())
        yield f"{told} answered {answer.status}, not {status}"


def _order(server: Server, form: Form) -> Iterator[str]:
    found = server.requests(form)
    for earlier, later in pairwise(found):
        if _requested(earlier) < _requested(later):
            yield f"{_id_of(later)} was requested after {_id_of(earlier)}, which comes first"
            return


def _window(server: Server, form: Form) -> Iterator[str]:
    found = server.requests(form)
    if len(found) > _MOST_ROWS:
        yield f"{len(found)} requests"
    oldest = server.now - _WINDOW - _SLACK
    for request in found:
        if _requested(request) < oldest:
            yield f"{_id_of(request)} is of {request.get('requested_datetime')}"
            return


def _span(server: Server, form: Form) -> Iterator[str]:
    arguments = {"start_date": "2024-01-01T00:00:00Z", "end_date": "2024-06-01T00:00:00Z"}
    yield from _answered(server, form, arguments, 400)


def _reversed(server: Server, form: Form) -> Iterator[str]:
    arguments = {"start_date": "2024-02-01T00:00:00Z", "end_date": "2024-01-01T00:00:00Z"}
    yield from _answered(server, form, arguments, 400)


def _zoneless(server: Server, form: Form) -> Iterator[str]:
    for value in ("2024-01-01T00:00:00", "2024-01-01"):
        yield from _answered(server, form, {"start_date": value}, 400)


def _one_bound(server: Server, form: Form) -> Iterator[str]:
    yield from _answered(server, form, {"start_date": "2024-01-01T00:00:00Z"}, 200)
    start = datetime.fromisoformat("2024-01-01T00:00:00+00:00")
    for request in server.requests(form, {"start_date": "2024-01-01T00:00:00Z"}):
        if not start - _SLACK <= _requested(request) <= start + _WINDOW + _SLACK:
            yield f"{_id_of(request)} lies outside of the 90 days from the start"
            return


def _plus_sign(server: Server, form: Form) -> Iterator[str]:
    moment = (server.now - timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%S")
    url = server.url(f"requests.{form}", raw=f"start_date={moment}+00:00")
    status = server.ask(Asked("GET", url)).status
    if status != 200:
        yield f"start_date={moment}+00:00 answered {status}"


def _inclusive(server: Server, form: Form) -> Iterator[str]:
    sample = server.sample(form)
    moment = str(sample.get("requested_datetime"))
    _requested(sample)
    if _id_of(sample) not in _ids(server, form, {"start_date": moment, "end_date": moment}):
        yield f"{_id_of(sample)} is not found by its own requested_datetime"


def _ids_override(server: Server, form: Form) -> Iterator[str]:
    wanted = sorted({_id_of(each) for each in server.requests(form)[:2]})
    if not wanted:
        raise Unjudged("the server lists no request to look at")
    found = _ids(server, form, {"service_request_id": ",".join(wanted)})
    if found != set(wanted):
        yield f"{','.join(wanted)} found {','.join(sorted(found)) or 'nothing'}"
    found = _ids(server, form, {"service_request_id": ",".join(wanted), **_NEVER})
    if found != set(wanted):
        yield "with other filters beside the ids, other requests are found"


def _services(server: Server, form: Form) -> Iterator[str]:
    codes = sorted({str(each.get("service_code")) for each in server.requests(form)})
    if not codes:
        raise Unjudged("the server lists no request to look at")
    for wanted in (codes[:1], codes[:2]):
        found = server.requests(form, {"service_code": ",".join(wanted)})
        other = {str(each.get("service_code")) for each in found} - set(wanted)
        if other or not found:
            yield f"{','.join(wanted)} found {', '.join(sorted(other)) or 'nothing'}"


def _unlisted(server: Server, form: Form) -> Iterator[str]:
    secret = [each for each in server.services(form) if each.get("type") == "blackbox"]
    if not secret:
        raise Unjudged("the server has no blackbox service")
    codes = [str(each.get("service_code")) for each in secret]
    found = server.requests(form, {"service_code": ",".join(codes)})
    shown = {str(each.get("service_code")) for each in found} & set(codes)
    yield from (f"requests of {code} are listed" for code in sorted(shown))


def _statuses(server: Server, form: Form) -> Iterator[str]:
    for status in ("open", "closed"):
        found = server.requests(form, {"status": status})
        other = {str(each.get("status")) for each in found} - {status}
        if other:
            yield f"status={status} found {', '.join(sorted(other))}"
    if not _ids(server, form, {}) <= _ids(server, form, {"status": "open,closed"}):
        yield "status=open,closed leaves requests out"


def _empty(server: Server, form: Form) -> Iterator[str]:
    answer = server.get("requests", form, _NEVER)
    if answer.status != 200:
        yield f"a list of nothing answered {answer.status}"
        return
    try:
        found = good(answer, form, "service_requests")
    except Unjudged as error:
        yield str(error)
        return
    if found != []:
        yield f"a list of nothing is {str(found)[:60]}"


def _absent(server: Server, form: Form) -> Iterator[str]:
    names = ("service_request_id", "service_code", "status", "start_date", "end_date")
    arguments = dict.fromkeys(names, "")
    yield from _answered(server, form, arguments, 200)
    if server.get("requests", form, arguments).status == 200 and not _ids(server, form, {}) <= _ids(
        server, form, arguments
    ):
        yield "empty arguments leave requests out"


CHECKS: tuple[Check, ...] = (
    Check("requests-order", f"{_SECTION}; R5", "The last requested comes first.", _order),
    Check(
        "requests-window",
        _SECTION,
        "Without dates: the last 90 days, and at most 1,000 requests.",
        _window,
    ),
    Check(
        "requests-span", f"{_SECTION}; R4", "A range of more than 90 days is an error 400.", _span
    ),
    Check(
        "requests-reversed",
        f"{_SECTION}; R4",
        "An end before the start is an error 400.",
        _reversed,
    ),
    Check(
        "requests-one-bound",
        f"{_SECTION}; R4",
        "One bound alone means 90 days from it.",
        _one_bound,
    ),
    Check("requests-zone", "Dates; R8", "A time without its zone is an error 400.", _zoneless),
    Check(
        "requests-plus-sign",
        "Dates; R8",
        "A plus sign that was not encoded is understood.",
        _plus_sign,
    ),
    Check(
        "requests-inclusive", f"{_SECTION}; R4", "Both bounds are part of the range.", _inclusive
    ),
    Check(
        "requests-by-id",
        _SECTION,
        "service_request_id takes a list and overrides every other filter.",
        _ids_override,
    ),
    Check("requests-by-service", _SECTION, "service_code takes a list.", _services),
    Check(
        "requests-of-blackboxes",
        f"{_SECTION}; R17",
        "Requests of blackbox services are in no list.",
        _unlisted,
    ),
    Check("requests-by-status", _SECTION, "status takes a list.", _statuses),
    Check(
        "requests-empty",
        "JSON mapping; R23",
        "A list of nothing is an empty array, an empty element.",
        _empty,
    ),
    Check(
        "empty-arguments",
        "Arguments",
        "An argument that is present but empty counts as absent.",
        _absent,
    ),
)
