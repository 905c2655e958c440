"""In which encoding a text file is written: UTF-8 or GB18030, or a sentence that names another."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from services.runtime.spreadsheets.cells import UnreadableTable

_CHUNK = 1 << 20
_UTF_16 = "The text is UTF-16; please save the CSV file as UTF-8."
_UTF_32 = "The text is UTF-32; please save the CSV file as UTF-8."
_BIG5 = "The text is Big5; please save the CSV file as UTF-8."
_BINARY = "The file is neither a workbook nor plain text."
_UNKNOWN = "The file is neither a workbook nor text in UTF-8 or GB18030."
_DAMAGED = "The text is UTF-8, but damaged or broken off; please export or download the file again."
_MARKS = (
    (b"\xff\xfe\0\0", _UTF_32),
    (b"\0\0\xfe\xff", _UTF_32),
    (b"\xff\xfe", _UTF_16),
    (b"\xfe\xff", _UTF_16),
)
_USUAL = {"gb2312": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
"""First bytes of the usual characters, of which each of the two sets has a half for itself."""
_LEAST_USUAL = 0.4
"""Share of usual characters that any Chinese text has; bytes of other encodings give rare ones."""
_SURELY_BIG5 = 0.9
_LEAST_LATIN = 4
_MOST_DAMAGE = 0.02


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file is text, read in pieces. Raises UnreadableTable."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, sentence in _MARKS:
        if head.startswith(mark):
            raise UnreadableTable(sentence)
    if _is_utf_16(head):
        raise UnreadableTable(_UTF_16)
    if _is_text(path, "utf-8-sig"):
        return "utf-8-sig"
    if _nearly_utf_8(path):
        raise UnreadableTable(_DAMAGED)
    simplified = _share(path, "gb18030", "gb2312")
    if simplified < _SURELY_BIG5 and _share(path, "big5hkscs", "big5") >= _SURELY_BIG5:
        raise UnreadableTable(_BIG5)
    if simplified >= _LEAST_USUAL:
        return "gb18030"
    raise UnreadableTable(_UNKNOWN)


def _is_utf_16(head: bytes) -> bool:
    """Whether there are NUL bytes that, with their neighbours, are separators and digits."""
    if 0 not in head:
        return False
    for encoding in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
        if "\0" not in text and sum(map(str.isascii, text)) >= _LEAST_LATIN:
            return True
    return False


def _pieces(path: Path, encoding: str, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)


def _is_text(path: Path, encoding: str) -> bool:
    try:
        for piece in _pieces(path, encoding):
            if "\0" in piece:
                raise UnreadableTable(_BINARY)
    except UnicodeDecodeError:
        return False
    return True


def _nearly_utf_8(path: Path) -> bool:
    """Whether it is UTF-8 but for a few places; no other encoding looks like that."""
    foreign = broken = 0
    for piece in _pieces(path, "utf-8", "replace"):
        broken += piece.count("\ufffd")
        foreign += len(piece) - len(piece.encode("ascii", "ignore"))
    return 0 < broken <= max(1, _MOST_DAMAGE * foreign) and foreign > 1 + broken


def _share(path: Path, encoding: str, core: str) -> float:
    """The share of the foreign letters at the beginning that are usual Chinese characters; 0 where
    the file is no text in this encoding."""
    if not _is_text(path, encoding):
        return 0.0
    text = next(_pieces(path, encoding), "")
    foreign = [char for char in text if not char.isascii() and char.isalpha()]
    coded = "".join(foreign).encode(core, "ignore")
    usual = sum(lead in _USUAL[core] for lead in coded[::2])
    return usual / len(foreign) if foreign else 1.0
