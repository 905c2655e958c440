"""Finding a question's phrases in a text, and cutting snippets with the found words marked.

Works on the folded text by regular expressions and on the original by the offset map, and so
shares nothing with the term streams of the index: tests use `scan` as the index's oracle.
"""

import html
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.search.text.asking import Phrase, Question
from services.search.text.folding import Folded, fold
from services.search.text.streams import GAP, WORD, pieces

SNIPPET_LENGTH = 120
_LEAD = 24
"""Characters of context kept before the first marked word."""


def scan(folded: str, phrase: Phrase) -> bool:
    """Whether the phrase occurs in a folded field: the definition that an index must agree with."""
    return _pattern(phrase.folded).search(folded) is not None


def matches(fields: Sequence[str], question: Question) -> bool:
    """Whether a record with these fields (not folded) is a hit of the question."""
    if question.hopeless:
        return False
    folded = [fold(field).text for field in fields]

    def found(phrase: Phrase) -> bool:
        return any(scan(field, phrase) for field in folded)

    return all(map(found, question.wanted)) and not any(map(found, question.unwanted))


def snippet(text: str, question: Question, length: int = SNIPPET_LENGTH) -> str:
    """About `length` characters around the first match, as escaped HTML with every match in
    <mark>. Without a match it is the beginning of the text."""
    spans = list(_spans(fold(text), question))
    start = 0
    if spans and spans[0][1] > length:
        start = max(0, min(spans[0][0] - _LEAD, len(text) - length))
    return _cut(text, spans, start, min(len(text), start + length))


def marked(text: str, question: Question) -> str:
    """The whole text as escaped HTML with every match in <mark>."""
    return _cut(text, list(_spans(fold(text), question)), 0, len(text))


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    parts = ["…"] if start else []
    at = start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        parts.append(html.escape(text[at:first]))
        parts.append(f"<mark>{html.escape(text[first:last])}</mark>")
        at = last
    parts.append(html.escape(text[at:end]))
    if end < len(text):
        parts.append("…")
    return " ".join("".join(parts).split())


def _spans(folded: Folded, question: Question) -> Iterator[tuple[int, int]]:
    """Spans of the original that hold a wanted phrase, in order, overlapping ones merged."""
    if not question.wanted:
        return
    open_span: tuple[int, int] | None = None
    for start, end in sorted(_found(folded, question.wanted)):
        if open_span is None:
            open_span = start, end
        elif start <= open_span[1]:
            open_span = open_span[0], max(open_span[1], end)
        else:
            yield open_span
            open_span = start, end
    if open_span is not None:
        yield open_span


def _found(folded: Folded, phrases: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    for phrase in phrases:
        for match in _pattern(phrase.folded).finditer(folded.text):
            yield folded.span(match.start(), match.end())


@lru_cache(maxsize=512)
def _pattern(phrase: str) -> re.Pattern[str]:
    """A folded phrase as a regular expression: words whole, any gap for a gap."""
    parts = list(pieces(phrase))
    found = "".join(
        f"{GAP}+" if sort == "gap" else re.escape(characters) for sort, characters in parts
    )
    before = f"(?<!{WORD})" if parts[0][0] == "word" else ""
    after = f"(?!{WORD})" if parts[-1][0] == "word" else ""
    return re.compile(before + found + after)
