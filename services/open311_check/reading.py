"""Reading an answer of either format into one kind of value: dicts, lists and leaves.

XML is read by the Spark convention backwards: the known lists become lists, elements with children
become dicts, leaves become text, empty elements None. A document type is refused, so that nothing
of a stranger's answer is expanded or fetched.
"""

import json
from typing import Any, Literal
from xml.etree import ElementTree
from xml.parsers import expat

Form = Literal["xml", "json"]
FORMS: tuple[Form, ...] = ("xml", "json")
LISTS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}


class Unreadable(Exception):
    """The body is not what its format must be; says why, for whoever mends the server."""


def read_xml(body: bytes) -> ElementTree.Element:
    """The root. Raises Unreadable."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise Unreadable(f"the body is not well-formed XML: {error}") from error
    return builder.close()


def read_json(body: bytes) -> Any:
    """The value. Raises Unreadable."""
    try:
        return json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the body is not JSON in UTF-8: {error}") from error


def value_of(element: ElementTree.Element) -> Any:
    """The element as the value that the Spark convention makes of it."""
    children = list(element)
    kind = LISTS.get(element.tag)
    if kind is not None and all(child.tag == kind for child in children):
        return [value_of(child) for child in children]
    if children:
        return {child.tag: value_of(child) for child in children}
    return element.text or None


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("the XML has a document type, which the standard does not know")
