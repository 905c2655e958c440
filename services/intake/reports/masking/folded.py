"""A text as masking reads it: every writing of a digit is the digit, and marks are out of the way.

Each character is folded alone (NFKC, digit values of every script), characters that nobody sees
and marks that sit on others are dropped, tags and character references of HTML are resolved; an
offset map leads back into the original. Where something was dropped, and around digits in circles,
raised or in brackets, a *seam* is kept: a number may go on there, and may end there, too.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from services.runtime.invisible import INVISIBLE

_DROPPED: Final = "\x00"
_SEVERAL: Final = "\x01"
"""What stands for a character that becomes more than one, or one beside seams. Neither is a
character that a text can hold here: controls are dropped."""
_MOST_REMEMBERED: Final = 40_000
_OUTLINED: Final = range(0x1CCF0, 0x1CCFA)
"""Digits of Unicode 16, which Python learns of later."""
_HAN_SIGNS: Final = range(0x3000, 0x3400)
"""Numerals among them are words."""
_NO_DIGIT: Final = 10
_ONLY_NUMBER: Final = re.compile(r"[.,()]?[0-9]+[.,()]?")
_TAG: Final = (
    r"</?(?!at\b|dot\b)[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,200})?/?>|<!--[^<>]{0,80}-->"
    r"|\[/?(?:b|i|u|s|br|p|url|color|size|font|em|strong|quote|code)(?:=[^\[\]]{0,40})?\]"
)
_REFERENCE: Final = (
    r"&(?:amp;){0,3}(?:[A-Za-z]{2,10}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});|&nbsp(?![A-Za-z])"
    # Without its end: browsers read on all the same.
    r"|&#0{0,4}(?:3[2-9]|4[0-9]|5[0-7]|64)(?![0-9])"
    r"|&#[xX]0{0,4}(?:2[0-9A-Fa-f]|3[0-9]|40)(?![0-9A-Fa-f])"
)
_NESTED_AT_MOST: Final = 4
_READ_AS_WRITTEN: Final = re.compile(r"&#1[3-9][0-9];")
"""A reference that says the beginning of a number to whoever does not resolve it."""
_CODED: Final = (
    r"(?:%(?:25){0,3}[0-9A-Fa-f]{2}){1,400}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[nrt](?![a-z])"
)
"""Characters as in the address of a page, or in a program."""
IN_CODE: Final = re.compile(_CODED)
_SIGNS: Final = rf"{_DROPPED}+|{_SEVERAL}|(?P<tag>{_TAG})|(?P<named>{_REFERENCE})"
_IRREGULAR: Final = re.compile(_SIGNS)
_IRREGULAR_AND_CODED: Final = re.compile(rf"{_SIGNS}|(?P<coded>{_CODED})")
_ODD: Final = re.compile(rf"[{_DROPPED}{_SEVERAL}<&\[]")
"""How anything irregular begins."""
_TELLS: Final = re.compile(r"@|[0-9](?:[^0-9]{0,3}[0-9]){6}")
"""What a tag holds that must be read, such as `<a href="tel:…">`."""
_ALIKE: Final = str.maketrans(
    "АВЕКМНОРСТУХЅІЈӀавеокрсухіјӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοβß", "ABEKMHOPCTYXSIJIabeokpcyxijlABEZHIKMNOPTYXoBB"
)
"""Letters of other alphabets that look like Latin ones."""
CIRCLED: Final = "\u249c-\u24e9\U0001f110-\U0001f189\U0001f1e6-\U0001f1ff"
"""Letters in circles, squares and brackets, inside of the brackets of a regular expression."""
_SQUARES: Final = "²³"
_METRES: Final = "mM米里尺㎜㎝㎞"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back."""

    text: str
    seams: frozenset[int]
    """Places of the folded text between whose characters something was."""
    _starts: Sequence[int] | None
    _ends: Sequence[int] | None
    """Per folded character where the original begins and ends; None when they are the same."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Half-open span of the folded text (start < end) as that of the original."""
        if self._starts is None or self._ends is None:
            return start, end
        return self._starts[start], self._ends[end - 1]


def fold(text: str) -> Folded:
    """The text as masking reads it."""
    plain = text.translate(_SINGLE)
    if _ODD.search(plain) is None:
        return Folded(plain, frozenset(), None, None)
    return _Builder(text, plain).build(_IRREGULAR)


def fold_decoded(text: str) -> Folded:
    """As `fold`, with what is written in code read as what it stands for."""
    return _Builder(text, text.translate(_SINGLE)).build(_IRREGULAR_AND_CODED)


class _Builder:
    """Folds what does not become one character each."""

    def __init__(self, text: str, plain: str) -> None:
        self._text, self._plain = text, plain
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._seams: set[int] = set()

    def build(self, irregular: re.Pattern[str]) -> Folded:
        at = 0
        for found in irregular.finditer(self._plain):
            self._copy(at, found.start())
            if found.lastgroup == "coded":
                self._decode(found)
            else:
                self._resolve(found)
            at = found.end()
        self._copy(at, len(self._plain))
        seams = frozenset(self._seams)
        return Folded("".join(self._parts), seams, self._starts, self._ends)

    def _copy(self, start: int, end: int) -> None:
        self._parts.append(self._plain[start:end])
        self._starts += range(start, end)
        self._ends += range(start + 1, end + 1)

    def _resolve(self, found: re.Match[str]) -> None:
        start, end = found.span()
        if found["tag"]:
            if _TELLS.search(found["tag"]):
                self._copy(start, end)
            else:
                self._emit(" ", start, end)
        elif found["named"]:
            said = _resolved(found["named"])
            if said == found["named"]:
                self._copy(start, end)
            elif len(said) == 1:
                self._one(said, start, end)
            else:
                self._emit(" ", start, end)
        elif self._plain[start] == _SEVERAL:
            self._one(self._text[start], start, end)
        else:
            self._drop(end)

    def _decode(self, found: re.Match[str]) -> None:
        for char in _decoded(found.group()):
            self._one(char, *found.span())

    def _one(self, char: str, start: int, end: int) -> None:
        folded = _SINGLE[ord(char)]
        if folded == _DROPPED:
            self._drop(end)
        elif folded != _SEVERAL:
            self._emit(folded, start, end)
        elif char in _SQUARES and start and self._text[start - 1] in _METRES:
            self._emit(char, start, end)
        else:
            self._seams.add(len(self._starts))
            for digit in _several(char) or char:
                self._emit(digit, start, end)
            self._seams.add(len(self._starts))

    def _drop(self, end: int) -> None:
        """A mark belongs to what it sits on."""
        self._seams.add(len(self._starts))
        if self._ends:
            self._ends[-1] = end

    def _emit(self, char: str, start: int, end: int) -> None:
        self._parts.append(char)
        self._starts.append(start)
        self._ends.append(end)


def _resolved(reference: str) -> str:
    """What a reference of HTML stands for; itself where its own digits say more."""
    said = reference
    for _ in range(_NESTED_AT_MOST):
        said = html.unescape(said)
    unread = said == "\ufffd" or (said.isalpha() and not said.isascii())
    if ("#" in reference and unread) or _READ_AS_WRITTEN.fullmatch(reference):
        return reference
    return said


def _decoded(coded: str) -> str:
    """What is written in code; `%25` stands for the sign of the code itself."""
    if coded.startswith("%"):
        for _ in range(_NESTED_AT_MOST):
            coded = unquote(coded)
        return coded
    return " " if len(coded) == len(r"\n") else chr(int(coded[2:], 16))


def _several(char: str) -> str:
    """The digits that one sign shows, such as ⑬ or ⑶; empty when it shows something else."""
    plain = unicodedata.normalize("NFKC", char)
    if _ONLY_NUMBER.fullmatch(plain):
        return plain
    digit = unicodedata.digit(char, None)
    return "" if digit is None else str(digit)


def _decimal(char: str) -> int | None:
    """The digit that a sign is, in scripts of today and in those without places, such as Ⅷ."""
    if ord(char) in _OUTLINED:
        return ord(char) - _OUTLINED.start
    decimal = unicodedata.decimal(char, None)
    signs = unicodedata.category(char) in ("No", "Nl") and ord(char) not in _HAN_SIGNS
    if decimal is None and signs and unicodedata.digit(char, None) is None:
        value = unicodedata.numeric(char, _NO_DIGIT)
        return int(value) if value in range(_NO_DIGIT) else None
    return decimal


def _fold_character(char: str) -> str:
    if char.isascii() and char.isprintable():
        return char
    code, category = ord(char), unicodedata.category(char)
    if INVISIBLE.match(char) or category in ("Cf", "Mn", "Me"):
        return _DROPPED
    decimal = _decimal(char)
    if decimal is not None:
        return str(decimal)
    if _several(char):
        return _SEVERAL
    if code in (0x3002, 0xFF61):
        return "."
    if code == 0x2800:
        return " "
    plain = unicodedata.normalize("NFKC", char)
    # A letter in a circle is read as a letter only where letters are looked for.
    return char if len(plain) != 1 or (category == "So" and plain.isalnum()) else plain


class _Single(dict[int, str]):
    """Code point to one folded character, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = folded
        return folded


_SINGLE: Final = _Single()


def with_plain_letters(text: str) -> str:
    """Letters in circles and squares as letters; as long as the text."""
    return text if text.isascii() else text.translate(_LETTERS)


class _Letters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        char = chr(code).translate(_ALIKE)
        plain = unicodedata.normalize("NFKC", char)
        regional = 0x1F1E6 <= code <= 0x1F1FF
        if regional:
            plain = chr(code - 0x1F1E6 + ord("A"))
        elif 0x1F150 <= code <= 0x1F169:
            plain = chr(code - 0x1F150 + ord("A"))
        elif 0x1F170 <= code <= 0x1F189:
            plain = chr(code - 0x1F170 + ord("A"))
        letter = plain if len(plain) == 1 and plain.isascii() and plain.isalnum() else char
        if len(self) < _MOST_REMEMBERED:
            self[code] = letter
        return letter


_LETTERS: Final = _Letters()
