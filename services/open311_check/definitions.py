"""GET Service Definition."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.open311_check.check import Check
from services.open311_check.judging import is_text, number_of, truth_of
from services.open311_check.reading import Form, Unreadable, read_xml
from services.open311_check.server import Server, Unjudged, good

_SECTION = "GET Service Definition"
_DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
_LISTS = ("singlevaluelist", "multivaluelist")
_MOST = 25
"""Definitions that are looked at."""
Attribute = dict[str, Any]


def _asking(server: Server, form: Form) -> list[str]:
    """Codes of services with attributes. Raises Unjudged when there is none."""
    told = [
        str(each.get("service_code"))
        for each in server.services(form)
        if str(each.get("metadata")).lower() == "true"
    ]
    if not told:
        raise Unjudged("no service has metadata")
    return told[:_MOST]


def _attributes(server: Server, form: Form) -> Iterator[tuple[str, Sequence[Attribute]]]:
    for code in _asking(server, form):
        found = server.definition(code, form).get("attributes")
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise Unjudged(f"the attributes of {code} are no list of objects")
        yield code, found


def _each(server: Server, form: Form) -> Iterator[tuple[str, Attribute]]:
    for code, attributes in _attributes(server, form):
        for attribute in attributes:
            yield f"{code}/{attribute.get('code')}", attribute


def _shape(server: Server, form: Form) -> Iterator[str]:
    for code in _asking(server, form):
        answer = server.get(f"services/{code}", form)
        try:
            found = good(answer, form, "service_definition")
        except Unjudged as error:
            yield f"{code}: {error}"
            continue
        if not isinstance(found, dict) or str(found.get("service_code")) != code:
            yield f"{code}: not an object with this service_code"
        elif not isinstance(found.get("attributes"), list):
            yield f"{code}: attributes is no list"


def _wrapped(server: Server, form: Form) -> Iterator[str]:
    for code in _asking(server, form):
        try:
            root = read_xml(server.get(f"services/{code}", form).body)
        except Unreadable as error:
            raise Unjudged(str(error)) from error
        if root.find("attribute") is not None:
            yield f"{code}: attribute elements outside of attributes"


def _agree(server: Server, _form: Form) -> Iterator[str]:
    in_xml = {code: _codes(attributes) for code, attributes in _attributes(server, "xml")}
    for code, attributes in _attributes(server, "json"):
        if in_xml.get(code, _codes(attributes)) != _codes(attributes):
            yield f"{code}: other attributes in XML than in JSON"


def _codes(attributes: Sequence[Attribute]) -> list[str]:
    return [str(attribute.get("code")) for attribute in attributes]


def _promised(server: Server, form: Form) -> Iterator[str]:
    for code, attributes in _attributes(server, form):
        if not attributes:
            yield f"{code}: metadata is true, and the definition has no attributes"


def _without(server: Server, form: Form) -> Iterator[str]:
    plain = [
        str(each.get("service_code"))
        for each in server.services(form)
        if str(each.get("metadata")).lower() == "false"
    ]
    if not plain:
        raise Unjudged("every service has metadata")
    for code in plain[:3]:
        answer = server.get(f"services/{code}", form)
        if answer.status != 200:
            yield f"{code} answered {answer.status}"
            continue
        found = good(answer, form, "service_definition")
        # In XML an element without children is nothing but its name.
        told = found.get("attributes") if isinstance(found, dict) else found
        if told != []:
            yield f"{code}: attributes is {told!r}"


def _fields(server: Server, form: Form) -> Iterator[str]:
    for name, attribute in _each(server, form):
        for member in ("code", "datatype", "description"):
            if not is_text(attribute.get(member)):
                yield f"{name}: {member} is {attribute.get(member)!r}"
        if "datatype_description" not in attribute:
            yield f"{name}: no datatype_description"


def _truths(server: Server, form: Form) -> Iterator[str]:
    for name, attribute in _each(server, form):
        for member in ("variable", "required"):
            if truth_of(attribute.get(member), form) is None:
                yield f"{name}: {member} is {attribute.get(member)!r}"


def _datatypes(server: Server, form: Form) -> Iterator[str]:
    for name, attribute in _each(server, form):
        if attribute.get("datatype") not in _DATATYPES:
            yield f"{name}: datatype is {attribute.get('datatype')!r}"


def _order(server: Server, form: Form) -> Iterator[str]:
    for code, attributes in _attributes(server, form):
        orders = [number_of(attribute.get("order"), form) for attribute in attributes]
        numbers = [order for order in orders if order is not None]
        if len(numbers) < len(orders) or any(order < 1 or order % 1 for order in numbers):
            yield f"{code}: order must be a whole number from 1"
        elif len(set(numbers)) < len(numbers):
            yield f"{code}: two attributes have one order"


def _values(server: Server, form: Form) -> Iterator[str]:
    for name, attribute in _each(server, form):
        values = attribute.get("values")
        if attribute.get("datatype") not in _LISTS:
            if values:
                yield f"{name}: values, and no list type"
        elif not isinstance(values, list) or not values:
            yield f"{name}: a list type without values"
        elif not all(
            isinstance(each, dict) and is_text(each.get("key")) and is_text(each.get("name"))
            for each in values
        ):
            yield f"{name}: a value without key or name"


def _shown(server: Server, form: Form) -> Iterator[str]:
    for name, attribute in _each(server, form):
        required = truth_of(attribute.get("required"), form)
        if truth_of(attribute.get("variable"), form) is False and required:
            yield f"{name}: only shown, and required"


CHECKS: tuple[Check, ...] = (
    Check(
        "definition-shape",
        f"{_SECTION}; JSON mapping",
        "A definition is an object with service_code and a list of attributes.",
        _shape,
    ),
    Check(
        "definition-wrapped",
        f"{_SECTION}; R25",
        "attribute elements stand inside attributes.",
        _wrapped,
        ("xml",),
    ),
    Check(
        "definitions-agree",
        "JSON mapping",
        "Both formats define the same attributes.",
        _agree,
        ("json",),
    ),
    Check(
        "definition-promised",
        _SECTION,
        "A service whose metadata is true has attributes.",
        _promised,
    ),
    Check(
        "definition-without-attributes",
        f"{_SECTION}; R18",
        "A known service without metadata has an empty list of attributes.",
        _without,
    ),
    Check(
        "definition-fields",
        _SECTION,
        "An attribute has code, datatype, datatype_description and description.",
        _fields,
    ),
    Check("definition-truth-values", _SECTION, "variable and required are true or false.", _truths),
    Check("definition-datatypes", _SECTION, "datatype is one of the six.", _datatypes),
    Check("definition-order", _SECTION, "order is positive and unique within a service.", _order),
    Check(
        "definition-values",
        _SECTION,
        "The list types, and only they, have values of key and name.",
        _values,
    ),
    Check(
        "definition-shown-only",
        _SECTION,
        "What is only shown (variable false) is not required.",
        _shown,
    ),
)
