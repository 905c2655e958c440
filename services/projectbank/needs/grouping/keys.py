"""Words as keys of two characters, so that sums of vectors pack."""

import zlib
from functools import lru_cache

_PLANE = 0xF0000
"""The private planes, which no text has."""
_REMEMBERED = 20_000


@lru_cache(maxsize=_REMEMBERED)
def key_of(word: str) -> str:
    """The pair that stands for a word: 32 bits of it, the same in every process."""
    code = zlib.crc32(word.encode())
    return chr(_PLANE + (code >> 16)) + chr(_PLANE + 0x10000 + (code & 0xFFFF))
