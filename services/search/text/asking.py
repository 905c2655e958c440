"""What a person typed into the search box, as phrases that every index answers alike.

White space between terms means "and"; quotes hold a phrase together; a minus in front of a
term excludes it. Each term is one exact phrase: it matches where the folded term occurs, with
Latin and digit words whole, and with every gap (punctuation, white space) equal to every other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from services.runtime.invisible import seen
from services.search.text.folding import fold
from services.search.text.streams import BREAK, pairs_of, pieces, word_term

Stream = Literal["pairs", "chars"]

_OPENING = '"\u201c\u201d\uff02\u300c\u300e'
_CLOSING = '"\u201c\u201d\uff02\u300d\u300f'
_TERM = re.compile(
    rf"(?P<minus>[-\u2212\uff0d])?"
    rf"(?:[{_OPENING}](?P<quoted>[^{_CLOSING}]*)(?:[{_CLOSING}]|$)|(?P<plain>[^\s{_OPENING}]+))"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand next to one another in one of the two streams."""

    stream: Stream
    terms: tuple[str, ...]
    folded: str
    """The folded phrase as typed, for scanning and highlighting."""
    quoted: bool = False
    near: bool = False
    """One word that may differ by one letter (added, left out, changed, or two swapped)."""


@dataclass(frozen=True, slots=True)
class Question:
    """A compiled search text."""

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    hopeless: bool = False
    """Something was typed but nothing in it can be searched for (only punctuation): no hits."""


EVERYTHING = Question()


def ask(typed: str) -> Question:
    """Compile a search text. Blank means everything; it never fails."""
    wanted: list[Phrase] = []
    unwanted: list[Phrase] = []
    for match in _TERM.finditer(seen(typed)):
        quoted = match["quoted"]
        phrase = phrase_of(match["plain"] if quoted is None else quoted, quoted=quoted is not None)
        if phrase is not None:
            (unwanted if match["minus"] else wanted).append(phrase)
    hopeless = bool(typed.strip()) and not wanted and not unwanted
    return Question(_unique(wanted), _unique(unwanted), hopeless)


def phrase_of(term: str, *, quoted: bool = False) -> Phrase | None:
    """One term as a phrase: pairs for pure Han of two and more, else characters and words.
    None when it has neither."""
    folded = fold(term).text
    parts = list(pieces(folded))
    if parts and parts[0][0] == "gap":
        parts = parts[1:]
    if parts and parts[-1][0] == "gap":
        parts = parts[:-1]
    if not parts:
        return None
    text = "".join(characters for _, characters in parts)
    if len(parts) == 1 and parts[0][0] == "han" and len(text) > 1:
        return Phrase("pairs", tuple(pairs_of(text)), text, quoted)
    return Phrase("chars", tuple(_char_terms(parts)), text, quoted)


def _char_terms(parts: Sequence[tuple[str, str]]) -> list[str]:
    terms: list[str] = []
    for sort, characters in parts:
        if sort == "han":
            terms += characters
        else:
            terms.append(word_term(characters) if sort == "word" else BREAK)
    return terms


def _unique(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(phrases))
