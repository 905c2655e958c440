"""A table of reports: which kind of file it is, and its rows."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

from services.intake.sources.cells import Row, UnreadableTable
from services.intake.sources.csv_table import read_csv
from services.intake.sources.xlsx import read_xlsx

LARGEST_TABLE = 100 * 1024 * 1024
"""Bytes of a file."""
_OTHERS = (
    (b"%PDF", "This is a PDF and no table; please send the XLSX or CSV file."),
    (
        b"\xd0\xcf\x11\xe0",
        "This is an encrypted or an old .xls workbook; please save it as .xlsx without a password.",
    ),
    (b"\x89PNG", "This is a picture and no table; please send the XLSX or CSV file."),
    (b"\xff\xd8\xff", "This is a picture and no table; please send the XLSX or CSV file."),
    (b"\x1f\x8b", "This is a compressed file; please unpack it and send the XLSX or CSV file."),
    (b"\xff\xfe", "The text is UTF-16; please save the CSV file as UTF-8."),
    (b"\xfe\xff", "The text is UTF-16; please save the CSV file as UTF-8."),
)
"""What else people send, by its first bytes."""

Rows = AbstractContextManager[Iterator[Row]]


class TableTooLarge(UnreadableTable):
    """The file is larger than LARGEST_TABLE."""


def open_table(path: Path) -> Rows:
    """The rows of an XLSX or CSV file, read while they are asked for.

    Raises UnreadableTable when it is neither and TableTooLarge, before the first row. Empty
    rows are left out.
    """
    kind = _kind(path)
    return _without_empty(read_xlsx(path) if kind == "xlsx" else read_csv(path))


@contextmanager
def _without_empty(rows: Rows) -> Iterator[Iterator[Row]]:
    with rows as found:
        yield (row for row in found if not row.is_empty)


def _kind(path: Path) -> Literal["xlsx", "csv"]:
    """By the first bytes, not by the name: a renamed file is told for what it is."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError as error:
        raise UnreadableTable("There is no such file.") from error
    except OSError as error:
        raise UnreadableTable("The file cannot be opened.") from error
    if size > LARGEST_TABLE:
        raise TableTooLarge("The file is larger than 100 MB; please split it.")
    if not head:
        raise UnreadableTable("The file is empty.")
    if head.startswith(b"PK"):
        return "xlsx"
    for magic, sentence in _OTHERS:
        if head.startswith(magic):
            raise UnreadableTable(sentence)
    return "csv"
