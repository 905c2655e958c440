"""The parts of an XLSX package (ECMA-376): which there are, how large, which sheets there are."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from services.runtime.spreadsheets.cells import UnreadableTable
from services.runtime.spreadsheets.xml_stream import Element, read_xml

MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes of all parts together, five times the largest file; of it the shared texts are held."""
_MOST_PARTS = 10_000
_LARGEST_PART_LIST = 8 * 1024 * 1024
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_TOO_MUCH = "The workbook unpacks to more than 512 MB; please split it."
_WORKBOOK = "xl/workbook.xml"
_PACKAGE = "_rels/.rels"
_NO_WORKBOOK = "This is a ZIP file, but no XLSX workbook."
_OTHERS = (
    ("xl/workbook.bin", "This is a binary workbook (.xlsb); please save it as .xlsx."),
    ("content.xml", "This is an OpenDocument file; please save it as .xlsx."),
    (
        "word/document.xml",
        "This is a Word document and no table; please send the XLSX or CSV file.",
    ),
    ("Index/Document.iwa", "This is a Numbers document; please export it as .xlsx."),
)
"""What else is packed as a ZIP file, by a part that only it has."""


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
        # Reading to the end checks size and sum, before anything is taken over.
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                while stream.read(_CHUNK):
                    pass


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name and where it lies in the package."""

    name: str
    part: str
    visible: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What the parts of a workbook are called in its package, and how it counts days."""

    sheets: tuple[Sheet, ...]
    strings: str | None
    styles: str | None
    epoch_1904: bool


def parts_of(archive: zipfile.ZipFile) -> Parts:
    """Raises UnreadableTable for what is no XLSX workbook, naming what else it is."""
    names = set(archive.namelist())
    for part, sentence in _OTHERS:
        if part in names:
            raise UnreadableTable(sentence)
    main = next(iter(_related(archive, _PACKAGE, "/officeDocument").values()), _WORKBOOK)
    folder, _, file = main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    if main not in names or relations not in names:
        raise UnreadableTable(_NO_WORKBOOK)
    worksheets = _related(archive, relations, "/worksheet")
    sheets: list[Sheet] = []
    epoch_1904 = False

    def note(element: Element) -> None:
        nonlocal epoch_1904
        if element.name == "workbookPr":
            epoch_1904 = element.get("date1904") in ("1", "true")
        part = worksheets.get(element.get("id", ""))
        if element.name == "sheet" and part:
            visible = element.get("state", "visible") == "visible"
            sheets.append(Sheet(element.get("name", ""), part, visible))

    with unpacked(archive, main, _LARGEST_PART_LIST) as stream:
        read_xml(stream, note)
    strings = _related(archive, relations, "/sharedStrings").values()
    styles = _related(archive, relations, "/styles").values()
    return Parts(tuple(sheets), next(iter(strings), None), next(iter(styles), None), epoch_1904)


def _related(archive: zipfile.ZipFile, relations: str, kind: str) -> dict[str, str]:
    """Parts by relationship id; none where the package does not say."""
    if relations not in archive.namelist():
        return {}
    targets: dict[str, str] = {}
    folder = PurePosixPath("/", relations).parent.parent

    def note(element: Element) -> None:
        if element.name == "Relationship" and element.get("Type", "").endswith(kind):
            target = PurePosixPath(folder, element.get("Target", "").replace("\\", "/"))
            targets[element.get("Id", "")] = str(target).lstrip("/")

    with unpacked(archive, relations, _LARGEST_PART_LIST) as stream:
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
        raise UnreadableTable(_NO_WORKBOOK) from error
    if info.file_size > limit:
        raise UnreadableTable(_TOO_MUCH)
    with archive.open(info) as stream:
        yield stream
