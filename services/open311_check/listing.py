"""GET Service List."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from services.open311_check.check import Check
from services.open311_check.judging import is_text, truth_of
from services.open311_check.reading import Form
from services.open311_check.server import Server, Unjudged, good, objects

_SECTION = "GET Service List"
_KINDS = ("realtime", "batch", "blackbox")
_MEMBERS = (
    "service_code",
    "service_name",
    "description",
    "metadata",
    "type",
    "keywords",
    "group",
)


def _shape(server: Server, form: Form) -> Iterator[str]:
    answer = server.get("services", form)
    if answer.status != 200:
        yield f"services.{form} answered {answer.status}"
        return
    try:
        found = objects(good(answer, form, "services"), "services")
    except Unjudged as error:
        yield str(error)
        return
    if not found:
        yield "the list is empty"


def _broken(server: Server, form: Form, name: str, *, fine: Any) -> Iterator[str]:
    for service in server.services(form):
        if not fine(service.get(name)):
            yield f"{service.get('service_code')}: {name} is {service.get(name)!r}"


def _codes(server: Server, form: Form) -> Iterator[str]:
    yield from _broken(server, form, "service_code", fine=lambda code: code not in (None, ""))
    codes = Counter(str(each.get("service_code")) for each in server.services(form))
    yield from (f"{code} is listed {count} times" for code, count in codes.items() if count > 1)


def _codes_are_texts(server: Server, form: Form) -> Iterator[str]:
    yield from _broken(server, form, "service_code", fine=lambda code: isinstance(code, str | None))


def _names(server: Server, form: Form) -> Iterator[str]:
    yield from _broken(server, form, "service_name", fine=is_text)


def _metadata(server: Server, form: Form) -> Iterator[str]:
    yield from _broken(
        server, form, "metadata", fine=lambda value: truth_of(value, form) is not None
    )


def _kind(server: Server, form: Form) -> Iterator[str]:
    yield from _broken(server, form, "type", fine=lambda value: value in _KINDS)


def _keywords(server: Server, form: Form) -> Iterator[str]:
    def fine(value: Any) -> bool:
        return value is None or (isinstance(value, str) and all(map(is_text, value.split(","))))

    yield from _broken(server, form, "keywords", fine=fine)


def _group(server: Server, form: Form) -> Iterator[str]:
    def fine(value: Any) -> bool:
        return value is None or (isinstance(value, str) and "," not in value)

    yield from _broken(server, form, "group", fine=fine)


def _members(server: Server, form: Form) -> Iterator[str]:
    for service in server.services(form):
        missing = [name for name in _MEMBERS if name not in service]
        foreign = [name for name in service if name not in _MEMBERS]
        if missing or foreign:
            told = [f"no {name}" for name in missing] + [f"foreign {name}" for name in foreign]
            yield f"{service.get('service_code')}: {', '.join(told)}"


CHECKS: tuple[Check, ...] = (
    Check(
        "services-shape",
        f"{_SECTION}; JSON mapping",
        "XML: service elements in services. JSON: a bare array of objects.",
        _shape,
    ),
    Check("services-codes", _SECTION, "Every service has a code of its own.", _codes),
    Check(
        "services-codes-are-texts",
        f"{_SECTION}; R1",
        "Service codes are texts in JSON, also where they are digits.",
        _codes_are_texts,
        ("json",),
    ),
    Check("services-names", _SECTION, "Every service has a name.", _names),
    Check(
        "services-metadata",
        _SECTION,
        "metadata is true or false; in JSON a truth value, not a text.",
        _metadata,
    ),
    Check("services-type", _SECTION, "type is realtime, batch or blackbox.", _kind),
    Check(
        "services-keywords",
        f"{_SECTION}; R22",
        "keywords is one text of words between commas.",
        _keywords,
    ),
    Check("services-group", f"{_SECTION}; R22", "group is one text without commas.", _group),
    Check(
        "services-members",
        _SECTION,
        "A service has the seven members of the standard and no other.",
        _members,
    ),
)
