"""Ground rules: content types, encoding, the shape of XML, and that both formats say the same."""

import re
from collections.abc import Iterator

from services.open311_check.check import Check
from services.open311_check.exchange import Answer
from services.open311_check.reading import Form, Unreadable, read_json, read_xml
from services.open311_check.server import Server, Unjudged

_TYPES = {"xml": ("text/xml",), "json": ("application/json",)}
_DECLARATION = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']utf-8[\"'][^>]*\?>", re.IGNORECASE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def _reads(server: Server, form: Form) -> Iterator[tuple[str, Answer]]:
    """What every server can answer, and an error."""
    yield "services", server.get("services", form)
    yield "requests", server.get("requests", form)
    yield "the error for an unknown service", server.get("services/no-such-service-0", form)


def _xml_is_offered(server: Server, form: Form) -> Iterator[str]:
    for path in ("services", "requests"):
        status = server.get(path, form).status
        if status != 200:
            yield f"{path}.{form} answered {status}"


def _content_type(server: Server, form: Form) -> Iterator[str]:
    for what, answer in _reads(server, form):
        kind = answer.content_type.partition(";")[0].strip().lower()
        if kind not in _TYPES[form]:
            yield f"{what}: {answer.content_type or 'no content type'}"


def _charset(server: Server, form: Form) -> Iterator[str]:
    for what, answer in _reads(server, form):
        if "charset=utf-8" not in answer.content_type.lower().replace('"', "").replace(" ", ""):
            yield f"{what}: {answer.content_type or 'no content type'}"


def _well_formed(server: Server, form: Form) -> Iterator[str]:
    for what, answer in _reads(server, form):
        try:
            answer.body.decode("utf-8")
            read_xml(answer.body) if form == "xml" else read_json(answer.body)
        except UnicodeDecodeError:
            yield f"{what}: not UTF-8"
        except Unreadable as error:
            yield f"{what}: {error}"


def _declaration(server: Server, form: Form) -> Iterator[str]:
    for what, answer in _reads(server, form):
        if not _DECLARATION.match(answer.body.removeprefix(_BYTE_ORDER_MARK)):
            yield f"{what}: begins with {answer.body[:40]!r}"


def _plain_xml(server: Server, form: Form) -> Iterator[str]:
    for what, answer in _reads(server, form):
        try:
            root = read_xml(answer.body)
        except Unreadable as error:
            raise Unjudged(str(error)) from error
        for element in root.iter():
            if element.attrib or ":" in element.tag:
                yield f"{what}: <{element.tag}> has attributes or a namespace"
                break


def _same_services(server: Server, _form: Form) -> Iterator[str]:
    codes = {str(each.get("service_code")) for each in server.services("json")}
    differing = codes ^ {str(each.get("service_code")) for each in server.services("xml")}
    if differing:
        yield f"in one format only: {', '.join(sorted(differing)[:5])}"


def _empty_is_null(server: Server, form: Form) -> Iterator[str]:
    for each in server.requests(form):
        empty = [name for name, value in each.items() if value in ("", {})]
        if empty:
            yield f"request {each.get('service_request_id')}: {', '.join(empty)}"


def _other_jurisdiction(server: Server, form: Form) -> Iterator[str]:
    status = server.get("services", form, {"jurisdiction_id": "no.such.city.invalid"}).status
    if status not in (200, 404):
        yield f"services for an unknown jurisdiction answered {status}"


CHECKS: tuple[Check, ...] = (
    Check(
        "xml-is-offered",
        "Formats",
        "XML is answered under the suffix .xml; JSON is optional.",
        _xml_is_offered,
        ("xml",),
    ),
    Check(
        "content-type",
        "Formats",
        "XML is text/xml, JSON is application/json, errors too.",
        _content_type,
    ),
    Check("charset", "Formats; R20", "The content type names charset=utf-8.", _charset),
    Check(
        "well-formed", "Formats", "Every answer can be read in its format, in UTF-8.", _well_formed
    ),
    Check(
        "xml-declaration",
        "Formats",
        "XML begins with a declaration that names UTF-8.",
        _declaration,
        ("xml",),
    ),
    Check(
        "xml-is-plain",
        "Formats",
        "XML has no attributes, no namespaces, no document type.",
        _plain_xml,
        ("xml",),
    ),
    Check(
        "formats-agree",
        "JSON mapping",
        "Both formats list the same services.",
        _same_services,
        ("json",),
    ),
    Check(
        "empty-is-null",
        "JSON mapping",
        "What is empty in XML is null in JSON.",
        _empty_is_null,
        ("json",),
    ),
    Check(
        "unknown-jurisdiction",
        "jurisdiction_id; R9",
        "An unknown jurisdiction is ignored by a server of one city, else 404.",
        _other_jurisdiction,
    ),
)
