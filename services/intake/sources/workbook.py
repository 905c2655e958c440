"""The parts of an XLSX package (ECMA-376): which there are, how large, which sheet comes first."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO

from services.intake.sources.cells import UnreadableTable
from services.intake.sources.xml_stream import Element, read_xml

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of all parts together, five times the largest file; calamine holds about as much."""
_MOST_PARTS = 10_000
_LARGEST_PART_LIST = 8 * 1024 * 1024
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_TOO_MUCH = "The workbook unpacks to more than 512 MB; please split it."
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


def verify(archive: zipfile.ZipFile) -> None:
    """Refuse what is encrypted, too large when unpacked, or not as large as it says.

    Raises UnreadableTable and zipfile.BadZipFile.
    """
    parts = archive.infolist()
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise UnreadableTable("The workbook is encrypted; please save it without a password.")
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise UnreadableTable(_TOO_MUCH)
    if len({part.filename for part in parts}) != len(parts):
        raise UnreadableTable("The workbook is damaged: it holds a part twice.")
    for part in parts:
        # calamine believes the data and not the stated size; reading to the end checks both.
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                while stream.read(_CHUNK):
                    pass


def first_sheet(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Name and part of the first worksheet that is not hidden. Raises UnreadableTable."""
    targets = _targets(archive)
    sheets: list[tuple[str, str]] = []

    def note(element: Element) -> None:
        target = targets.get(element.get("id", ""))
        if element.name == "sheet" and target and element.get("state", "visible") == "visible":
            sheets.append((element.get("name", ""), target))

    with unpacked(archive, _WORKBOOK, _LARGEST_PART_LIST) as stream:
        read_xml(stream, note)
    if not sheets:
        raise UnreadableTable("The workbook has no visible sheet.")
    return sheets[0]


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The worksheets' parts by relationship id."""
    targets: dict[str, str] = {}

    def note(element: Element) -> None:
        if element.name == "Relationship" and element.get("Type", "").endswith("/worksheet"):
            target = PurePosixPath("/xl", element.get("Target", ""))
            targets[element.get("Id", "")] = str(target).lstrip("/")

    with unpacked(archive, _RELATIONS, _LARGEST_PART_LIST) as stream:
        read_xml(stream, note)
    return targets


@contextmanager
def unpacked(
    archive: zipfile.ZipFile, part: str, limit: int = MOST_UNPACKED
) -> Iterator[IO[bytes]]:
    """The content of a part as a stream. Raises UnreadableTable when it is missing or too large."""
    try:
        info = archive.getinfo(part)
    except KeyError as error:
        raise UnreadableTable("This is a ZIP file, but no XLSX workbook.") from error
    if info.file_size > limit:
        raise UnreadableTable(_TOO_MUCH)
    with archive.open(info) as stream:
        yield stream
