"""Unicode's compatibility composition (NFKC), quick for Chinese prose.

Its full-width commas and brackets alone make `unicodedata` take a whole text apart and put it
together again. They become the ASCII marks that they stand for, which compose with nothing.
"""

import unicodedata
from typing import Final

_MARKS: Final = tuple(zip("，！？：；（）", ",!?:;()", strict=True))


def compatible(text: str) -> str:
    """As `unicodedata.normalize("NFKC", text)`."""
    if text.isascii():
        return text
    for wide, plain in _MARKS:
        text = text.replace(wide, plain)
    return unicodedata.normalize("NFKC", text)
