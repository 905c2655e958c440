"""Errors of reading calls: what does not exist, in which shape, and what a suffix means."""

from collections.abc import Iterator
from typing import Any

from services.open311_check.check import Check
from services.open311_check.exchange import Answer, Asked
from services.open311_check.judging import is_text
from services.open311_check.reading import Form, Unreadable, read_json, read_xml, value_of
from services.open311_check.server import Server

_NOBODY = "no-such-thing-0"


def errors_of(answer: Answer, form: Form) -> list[dict[str, Any]] | str:
    """The errors of an answer, or the sentence that says why they are none."""
    try:
        if form == "json":
            found = read_json(answer.body)
        else:
            root = read_xml(answer.body)
            if root.tag != "errors":
                return f"the XML root is {root.tag}, not errors"
            found = value_of(root)
    except Unreadable as error:
        return str(error)
    if not isinstance(found, list) or not found:
        return "not an array of errors"
    for fault in found:
        if not isinstance(fault, dict) or not is_text(fault.get("description")):
            return "an error without a description"
        if fault.get("code") in (None, ""):
            return "an error without a code"
    return found


def refused(answer: Answer, what: str, status: int) -> Iterator[str]:
    """The sentence that says that an answer has another status; its shape is not judged."""
    if answer.status != status:
        yield f"{what} answered {answer.status}, not {status}"


def _shape(server: Server, form: Form) -> Iterator[str]:
    for path in (f"services/{_NOBODY}", f"requests/{_NOBODY}", f"tokens/{_NOBODY}"):
        answer = server.get(path, form)
        if answer.status < 400:
            continue
        told = errors_of(answer, form)
        if isinstance(told, str):
            yield f"{path}.{form}: {told}"


def _service(server: Server, form: Form) -> Iterator[str]:
    answer = server.get(f"services/{_NOBODY}", form)
    yield from refused(answer, "the definition of an unknown service", 404)


def _request(server: Server, form: Form) -> Iterator[str]:
    answer = server.get(f"requests/{_NOBODY}", form)
    yield from refused(answer, "an unknown request", 404)


def _token(server: Server, form: Form) -> Iterator[str]:
    answer = server.get(f"tokens/{_NOBODY}", form)
    yield from refused(answer, "an unknown token", 404)


def _suffix(server: Server, _form: Form) -> Iterator[str]:
    answer = server.ask(Asked("GET", server.url("services.csv")))
    yield from refused(answer, "services.csv", 400)


def _without_suffix(server: Server, form: Form) -> Iterator[str]:
    accepted = {"xml": "*/*", "json": "application/json"}[form]
    answer = server.ask(Asked("GET", server.url("services"), headers=(("Accept", accepted),)))
    if answer.status != 200 or form not in answer.content_type.lower():
        told = f"{answer.status}, {answer.content_type or 'no content type'}"
        yield f"services with Accept: {accepted} answered {told}"


CHECKS: tuple[Check, ...] = (
    Check(
        "error-shape",
        "Errors",
        "XML: error elements of code and description in errors. JSON: an array of them.",
        _shape,
    ),
    Check("unknown-service", "Errors", "An unknown service is 404.", _service),
    Check("unknown-request", "Errors; R3", "An unknown request is 404.", _request),
    Check("unknown-token", "Errors; R16", "An unknown token is 404.", _token),
    Check("unknown-suffix", "Formats; R19", "An unknown format is 400.", _suffix, ("xml",)),
    Check(
        "no-suffix",
        "Formats; R19",
        "Without a suffix the Accept header decides, and XML is the default.",
        _without_suffix,
    ),
)
