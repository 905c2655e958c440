"""Atom (RFC 4287) from plain values."""

import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

ATOM: Final = "http://www.w3.org/2005/Atom"
XML: Final = "http://www.w3.org/XML/1998/namespace"
TYPE: Final = "application/atom+xml"
NOTHING_YET: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""`updated` of a feed without entries, which must have one that does not move."""
_SPACE: Final = uuid.UUID("9d2b61f4-27a4-5d0e-8a55-1f3c7a8e5b02")
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of news. `key` names it for ever: "report:20261122-7K3QX"."""

    key: str
    title: str
    summary: str
    category: str | None
    link: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All the entries of a feed, the newest first."""

    key: str
    title: str
    author: str
    language: str
    address: str
    page: str
    """The page that shows the same to people."""
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        return max((entry.at for entry in self.entries), default=NOTHING_YET)


def atom_of(feed: Feed) -> bytes:
    """The document; the same values give the same bytes."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": feed.language})
    _add(root, "id", name_of(feed.key))
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    author = _add(root, "author")
    _add(author, "name", feed.author)
    _add(root, "link", rel="self", type=TYPE, href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "generator", "Citymend")
    for entry in feed.entries:
        _add_entry(root, entry)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def name_of(key: str) -> str:
    """The id of a feed or an entry; it stays when the installation moves to another address."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, key)}"


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", name_of(entry.key))
    _add(element, "title", entry.title)
    _add(element, "published", _moment(entry.at))
    _add(element, "updated", _moment(entry.at))
    _add(element, "link", rel="alternate", type="text/html", href=entry.link)
    if entry.category is not None:
        _add(element, "category", term=entry.category)
    _add(element, "summary", entry.summary)


def _add(parent: ET.Element, tag: str, words: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    element.text = None if words is None else _NO_XML.sub("", words)
    return element


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
