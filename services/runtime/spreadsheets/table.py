"""A table that was sent: which kind of file it is, and its sheets."""

import codecs
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from services.runtime.spreadsheets.cells import Table, UnreadableTable
from services.runtime.spreadsheets.csv_table import read_csv
from services.runtime.spreadsheets.xlsx import read_xlsx

LARGEST_TABLE = 100 * 1024 * 1024
"""Bytes of a file."""
_NEAR = 4096
_PICTURE = "This is a picture and no table; please send the XLSX or CSV file."
_PACKED = "This is a compressed file; please unpack it and send the XLSX or CSV file."
_WORD = "This is a Word document and no table; please send the XLSX or CSV file."
_HTML = "This is an HTML page and no workbook; please open it and save it as .xlsx."
_OTHERS = (
    (b"%PDF", "This is a PDF and no table; please send the XLSX or CSV file."),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", _WORD),
    (b"\x1f\x8b", _PACKED),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\xfd7zXZ", _PACKED),
)
"""What else people send, by its first bytes."""
_COMPOUND = b"\xd0\xcf\x11\xe0"
_STREAMS = (
    ("EncryptedPackage", "The workbook is protected by a password; please save it without one."),
    ("WordDocument", _WORD),
    (
        "Workbook",
        "This is an old Excel workbook (.xls, Excel 97 to 2003); please save it as .xlsx.",
    ),
)
"""What an OLE compound file is, by a stream that its folder names (MS-CFB 2.6)."""
_OLD = "This is an encrypted or an old .xls workbook; please save it as .xlsx without a password."
_MARKUP = (
    (
        b"urn:schemas-microsoft-com:office:spreadsheet",
        "This is an XML spreadsheet of Excel 2003; please save it as .xlsx.",
    ),
    (b"<html", _HTML),
    (b"<table", _HTML),
    (b"<!doctype html", _HTML),
    (b"<meta", _HTML),
    (b"<div", _HTML),
    (b"<?xml", "This is an XML file and no table; please send the XLSX or CSV file."),
    (b"mime-version:", "This is a web archive and no table; please save it as .xlsx."),
)
"""What is text and no table, by what stands near its beginning."""


class TableTooLarge(UnreadableTable):
    """The file is larger than LARGEST_TABLE."""


def open_table(path: Path) -> AbstractContextManager[Table]:
    """The sheets of an XLSX or CSV file, whose rows are read while they are asked for.

    Raises UnreadableTable when it is neither and TableTooLarge, before the first row.
    """
    return read_xlsx(path) if _kind(path) == "xlsx" else read_csv(path)


def _kind(path: Path) -> Literal["xlsx", "csv"]:
    """By the first bytes, not by the name: a renamed file is told for what it is."""
    head = _beginning(path)
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(_COMPOUND):
        raise UnreadableTable(_compound(path))
    for magic, sentence in _OTHERS:
        if head.startswith(magic):
            raise UnreadableTable(sentence)
    _refuse_markup(head)
    return "csv"


def _beginning(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_NEAR)
    except FileNotFoundError as error:
        raise UnreadableTable("There is no such file.") from error
    except OSError as error:
        raise UnreadableTable("The file cannot be opened.") from error
    if size > LARGEST_TABLE:
        raise TableTooLarge("The file is larger than 100 MB; please split it.")
    if not head:
        raise UnreadableTable("The file is empty.")
    return head


def _refuse_markup(head: bytes) -> None:
    """HTML and XML say what they are at once, whatever the file is called."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if not start.startswith((b"<", b"mime-version:")):
        return
    for sign, sentence in _MARKUP:
        if sign in start:
            raise UnreadableTable(sentence)


def _compound(path: Path) -> str:
    content = path.read_bytes()
    for name, sentence in _STREAMS:
        if name.encode("utf-16-le") in content:
            return sentence
    return _OLD
