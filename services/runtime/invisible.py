"""Characters that nobody sees: they join, direct or vary others and say nothing themselves.

Unicode's Default_Ignorable_Code_Point, the other format controls, and the controls that are no
white space. Copied text is full of them, and words and numbers are the same without them.
"""

import re
import unicodedata
from typing import Final

_FORMAT: Final = frozenset(
    code for code in range(0x20000) if unicodedata.category(chr(code)) == "Cf"
)
_DEFAULT_IGNORABLE: Final = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""DerivedCoreProperties.txt, which `unicodedata` does not hold."""
# Arabic and other number signs stand in front of digits and are drawn around them.
_SEEN: Final = frozenset(
    {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
)
_CONTROLS: Final = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"


def _ranges() -> str:
    alone = sorted(_FORMAT - _SEEN)
    return "".join(
        [f"{chr(first)}-{chr(last)}" for first, last in _DEFAULT_IGNORABLE] + list(map(chr, alone))
    )


CLASS: Final = _CONTROLS + _ranges()
"""Inside of the brackets of a regular expression."""
INVISIBLE: Final = re.compile(f"[{CLASS}]")
_RUNS: Final = re.compile(f"[{CLASS}]+")


def seen(text: str) -> str:
    """The text without what nobody sees."""
    return text if text.isascii() and text.isprintable() else _RUNS.sub("", text)
