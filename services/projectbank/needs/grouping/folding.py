"""What must count as the same text becomes the same text.

Unicode NFKC, lower case, traditional to simplified characters, each by itself. The search service
folds alike, but for another promise (offsets into the original, one table for index and query):
what a need is made of must not change because an index was improved, so neither imports the other.
"""

import unicodedata
from functools import cache
from itertools import chain

import opencc

_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x323B0))


def fold(text: str) -> str:
    """Full-width forms, ligatures, case and traditional characters removed."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return plain if plain.isascii() else plain.translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    """OpenCC's table of single characters, read by converting every ideograph alone.

    A line break stands between them, so that no phrase of OpenCC's can apply.
    """
    characters = [chr(code) for code in chain.from_iterable(_IDEOGRAPHS)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    return {ord(old): new for old, new in pairs if old != new}
