"""The texts that the cells of a workbook share (ECMA-376 part 1, 18.4)."""

import re
from typing import IO

from services.runtime.spreadsheets.xml_stream import local, new_parser, parse

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a workbook writes characters that XML cannot hold; `_x005F_` is the underscore itself."""
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""A character beyond the first 65,536, in UTF-16."""


def unescaped(text: str) -> str:
    """A text of a workbook as it is shown; of a character that is written in two halves, both."""
    if "_x" not in text:
        return text
    shown = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    return _PAIRS.sub(_joined, shown)


def _joined(pair: re.Match[str]) -> str:
    return pair.group().encode("utf-16-be", "surrogatepass").decode("utf-16-be")


def read_strings(stream: IO[bytes]) -> list[str | None]:
    """Every shared text in order, runs joined, readings of characters left out; a blank is None.

    Raises UnreadableTable.
    """
    reading = _Strings()
    parse(reading.parser, stream)
    return reading.texts


class _Strings:
    """Follows si, t and rPh: an item, a text of it, the reading of a character."""

    def __init__(self) -> None:
        self.texts: list[str | None] = []
        self._parts: list[str] = []
        self._aside = False
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "t" and not self._aside:
            self.parser.CharacterDataHandler = self._parts.append
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._aside = True

    def _end(self, name: str) -> None:
        name = local(name)
        if name == "t":
            self.parser.CharacterDataHandler = None
        elif name == "si":
            text = unescaped("".join(self._parts))
            self.texts.append(text if text.strip() else None)
        elif name == "rPh":
            self._aside = False
