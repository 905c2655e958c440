"""Where the header of a sheet stands: below a title, in one row or spread over two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from services.intake.sources.headers import bare
from services.intake.sources.preset import Layout, MissingColumns
from services.runtime.spreadsheets.cells import Row, Sheet, text_of

_WITHIN = 20
"""Rows among which the header is looked for; titles stand above some tables."""
Texts = tuple[str | None, ...]
LayOut = Callable[[Sequence[str | None]], Layout]
"""Understands a header. Raises MissingColumns."""


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet whose header was found."""

    sheet: Sheet
    layout: Layout
    last_row: int
    """Of the header; the reports stand below it."""


@dataclass(frozen=True, slots=True)
class Headless:
    """A sheet without a header; what is missing where it comes closest, None without rows."""

    sheet: Sheet
    missing: MissingColumns | None


def find_header(sheet: Sheet, lay_out: LayOut) -> Headed | Headless:
    """The first rows that are understood as a header. Raises UnreadableTable."""
    with sheet.rows() as rows:
        filled = (row for row in rows if not row.is_empty)
        near = [(row.number, _texts(row)) for row in islice(filled, _WITHIN)]
    closest: MissingColumns | None = None
    above: tuple[int, Texts] | None = None
    for place, (number, texts) in enumerate(near):
        for candidate in (texts, *([_over(above[1], texts)] if above else [])):
            try:
                layout = lay_out(candidate)
            except MissingColumns as fault:
                if closest is None or fault.share < closest.share:
                    closest = fault
                continue
            below = near[place + 1] if place + 1 < len(near) else None
            return _with_second_row(Headed(sheet, layout, number), candidate, below, lay_out)
        above = (number, texts)
    return Headless(sheet, closest)


def _with_second_row(
    headed: Headed, header: Texts, below: tuple[int, Texts] | None, lay_out: LayOut
) -> Headed:
    """The header with the row below it, where that goes on naming columns: 经度 and 纬度 below
    位置, with no id in front."""
    if below is None:
        return headed
    number, texts = below
    layout = headed.layout
    known = {bare(name) for names in layout.preset.columns.values() for name in names}
    named = [text for text in texts if text]
    place = layout.places.get("external_id", 0)
    begins = texts[place] if place < len(texts) else None
    # A cell that spans both rows says its name in each.
    begins = None if place < len(header) and begins == header[place] else begins
    if begins is not None or not named or not any(bare(text) in known for text in named):
        return headed
    try:
        return Headed(headed.sheet, lay_out(_over(header, texts)), number)
    except MissingColumns:
        return headed


def _over(upper: Texts, lower: Texts) -> Texts:
    """Two rows as one header: what stands lower names the column more closely."""
    width = max(len(upper), len(lower))
    rows = [(*row, *(None,) * (width - len(row))) for row in (upper, lower)]
    return tuple(low or high for high, low in zip(*rows, strict=True))


def _texts(row: Row) -> Texts:
    return tuple(text_of(cell) for cell in row.cells)
