"""All messages of one language, read from the ``zh.po`` files of several folders.

One message has one translation wherever it is said: where one English word means two things, the
places name a context (``pgettext("case", "suspended")``, ``msgctxt "case"`` in the file).
"""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser
from babel.support import NullTranslations, Translations


class CollidingTranslations(Exception):
    """Two entries translate one message differently: a page would show another room's wording."""


def catalogue(folders: Sequence[Path], code: str) -> NullTranslations:
    """The messages of these folders; raises ``CollidingTranslations``.

    Read once per process: pages and notices speak of the same rooms.
    """
    return _read(tuple(folders), code)


@cache
def _read(folders: tuple[Path, ...], code: str) -> NullTranslations:
    together = _Together(code)
    for folder in folders:
        together.read(folder / f"{code}.po")
    compiled = io.BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return Translations(compiled)


class _Together(Catalog):
    """Babel's catalogue keeps the first of two entries in silence; this one refuses them."""

    def __init__(self, code: str) -> None:
        self._file = Path()
        self._files: dict[tuple[str | None, str], Path] = {}
        super().__init__(locale=code)

    def read(self, file: Path) -> None:
        if file.exists():
            self._file = file
            with file.open("rb") as text:
                PoFileParser(self, ignore_obsolete=True).parse(text)

    def __setitem__(self, id: Any, message: Message) -> None:  # noqa: A002 - as Babel has it
        if not id:
            # A file's own heading: the language is known.
            return
        known = self.get(id, message.context)
        said = (message.context, _first(message.id))
        if known is not None and (known.id, known.string) != (message.id, message.string):
            where = f"{self._files[said]} and {self._file}"
            each = f"{_first(known.string)!r} and {_first(message.string)!r}"
            raise CollidingTranslations(f"{where} translate {said[1]!r} as {each}")
        self._files.setdefault(said, self._file)
        super().__setitem__(id, message)


def _first(text: Any) -> str:
    return str(text[0] if isinstance(text, tuple | list) else text)
