"""XML read as a stream of elements, without document types and so without entity tricks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from services.runtime.spreadsheets.cells import UnreadableTable

CHUNK = 1 << 16
"""Bytes that are read at once."""
_BROKEN = "The workbook is damaged: its XML cannot be read."


@dataclass(frozen=True, slots=True)
class Element:
    """A start tag; prefixes of names are dropped."""

    name: str
    attributes: dict[str, str]

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)


def new_parser() -> "expat.XMLParserType":
    """A parser that refuses any document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def parse(parser: "expat.XMLParserType", stream: IO[bytes]) -> None:
    """Feed the whole stream. Raises UnreadableTable where it is not well formed."""
    while chunk := stream.read(CHUNK):
        parsed(parser, chunk)
    parsed(parser, b"", last=True)


def parsed(parser: "expat.XMLParserType", chunk: bytes, last: bool = False) -> None:
    """Feed one piece. Raises UnreadableTable where it is not well formed."""
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as error:
        raise UnreadableTable(_BROKEN) from error


def read_xml(stream: IO[bytes], started: Callable[[Element], None]) -> None:
    """Call `started` for each start tag, in document order."""
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        plain = {local(attribute): value for attribute, value in attributes.items()}
        started(Element(local(name), plain))

    parser.StartElementHandler = start
    parse(parser, stream)


def local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise UnreadableTable("The workbook holds a document type, which no table needs.")
