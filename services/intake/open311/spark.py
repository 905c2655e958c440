"""One answer in both formats: XML, and the JSON that the Spark convention derives from it.

An answer is made of dicts (elements whose children differ), lists (elements whose children are all
of one kind), and leaves: text, numbers, truth values, None for an empty element. `ITEMS` names
the children of each list. Members are written in the order of the dict.

XML is written here and not by ElementTree, whose serialiser takes twice the time of the whole
answer; the tests read every answer back with an XML parser.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal
from xml.sax.saxutils import escape

Form = Literal["xml", "json"]
FORMS: tuple[Form, ...] = ("xml", "json")
CONTENT_TYPES: Mapping[Form, str] = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
ITEMS: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "area_path": "area",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write (section 2.2, Char)."""
_REPLACEMENT = "\ufffd"
_RETURN = {"\r": "&#13;"}
"""A carriage return that stands in XML as itself is read as a line feed (section 2.11)."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def write(form: Form, root: str, value: Any) -> str:
    """The answer as a text; `root` is the XML root's name and vanishes in JSON."""
    if form == "json":
        return _ENCODER.encode(value)
    pieces = [DECLARATION]
    _element(pieces, root, value)
    return "".join(pieces)


def _element(pieces: list[str], name: str, value: Any) -> None:
    if value is None or value == "":
        pieces.append(f"<{name}/>")
    elif isinstance(value, dict):
        pieces.append(f"<{name}>")
        for child, below in value.items():
            _element(pieces, child, below)
        pieces.append(f"</{name}>")
    elif isinstance(value, list | tuple):
        _list(pieces, name, value)
    else:
        pieces.append(f"<{name}>{_text(value)}</{name}>")


def _list(pieces: list[str], name: str, items: Any) -> None:
    if not items:
        pieces.append(f"<{name}/>")
        return
    pieces.append(f"<{name}>")
    for item in items:
        _element(pieces, ITEMS[name], item)
    pieces.append(f"</{name}>")


def _text(value: Any) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if value.isascii() and value.isprintable():
        return escape(value)
    return escape(_NOT_XML.sub(_REPLACEMENT, value), _RETURN)
