"""What must count as the same text becomes the same text, before words are looked for.

Full-width and traditional characters, case, accents, characters that nobody sees, and blanks or
marks between two Han characters are taken away. Clauses stay apart: whether a danger is denied
depends on what is said around it, and not on what is said in the next sentence.
"""

import re
import unicodedata
from functools import cache
from itertools import chain
from typing import Final

import opencc

from services.runtime.compatible import compatible

_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_HAN: Final = "[\u3400-\u9fff]"
_MARK: Final = r"[\s·•・._*~|/\\^#'\"“”‘’《》【】「」\[\]()\-—–+=]"
# A mark comes first in the pattern: a text without any is passed over at once.
_BETWEEN: Final = re.compile(rf"{_MARK}(?<={_HAN}{_MARK}){_MARK}*(?={_HAN})")
_PARAGRAPH: Final = re.compile(r"\s*\n\s*\n\s*")
_BLANKS: Final = re.compile(r"\s{2,}|[\t\n\r]")
_UNSEEN: Final = (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0)


def fold(text: str) -> str:
    """The text as words are looked for in it; folded twice it is the same."""
    plain = compatible(text).lower()
    if not plain.isascii():
        plain = plain.translate(_table())
    if "\n" in plain:
        plain = _PARAGRAPH.sub("。", plain)
    return _BLANKS.sub(" ", _BETWEEN.sub("", plain))


@cache
def _table() -> dict[int, str]:
    """Simplified for traditional characters, nothing for what nobody sees, plain for accents.

    A line break stands between the characters, so that no phrase of OpenCC's can apply.
    """
    characters = [chr(code) for code in chain.from_iterable(_IDEOGRAPHS)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    table = {ord(old): new for old, new in pairs if old != new}
    # 著火 is written so where 着火 is meant; alone the character is both.
    table[ord("著")] = "着"
    for code in range(0x80, 0xE01F0):
        char = chr(code)
        if unicodedata.category(char) in ("Cf", "Mn") or code in _UNSEEN:
            table[code] = ""
        elif code < 0x250:
            plain = unicodedata.normalize("NFD", char)[0]
            if plain != char and plain.isascii():
                table[code] = plain
    return table
