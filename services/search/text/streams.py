"""The two term streams that an index holds for a text.

`pairs`: the overlapping pairs of every run of Han characters. `chars`: every Han character and
every word (a run of other letters and digits). Both carry BREAK wherever the text has a gap
(punctuation, white space) or ends, and `pairs` also where a word stands between two
runs, so that no phrase can reach across. Streams are split by white space in the index; an
index without the positions of terms cannot keep these promises.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from services.search.text.folding import fold

BREAK = "|"
"""A gap inside a field. No word: `|` is punctuation, hence a gap itself."""
END = "||"
"""Between two fields. No phrase holds it, while a quoted phrase may hold a BREAK."""

_HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
HAN = f"[{_HAN}]"
WORD = rf"(?:(?![{_HAN}])[^\W_])"
GAP = rf"(?:(?![{_HAN}])[\W_])"

_PIECE = re.compile(rf"({HAN}+)|({WORD}+)|({GAP}+)")
_NOT_HAN = re.compile(rf"([^{_HAN}]+)")
_MOST_REMEMBERED = 40_000
"""Characters kept in a table."""
_LONGEST_WORD = 64
"""Characters. Elasticsearch's white space tokenizer cuts at 255, Lucene refuses 32 kB."""


def pieces(folded: str) -> Iterator[tuple[str, str]]:
    """A folded text as ("han" | "word" | "gap", characters), in order, nothing left out."""
    for match in _PIECE.finditer(folded):
        yield ("han", "word", "gap")[match.lastindex - 1 if match.lastindex else 2], match.group()


def streams(fields: Iterable[str]) -> tuple[str, str]:
    """`pairs` and `chars` of all fields, white space between the terms.

    What pieces() finds, with as few steps per character as there can be: half the time of filling
    an index goes by here.
    """
    pairs: list[str] = []
    chars: list[str] = []
    for field in fields:
        parts = _NOT_HAN.split(fold(field).text)
        for run in parts[::2]:
            if len(run) > 1:
                pairs.append(_joined_pairs(run))
        # A replacement of nothing stands around every character.
        parts[::2] = [run.replace("", " ") for run in parts[::2]]
        parts[1::2] = map(_other_terms, parts[1::2])
        chars += parts
        chars.append(f" {END} ")
    return f" {BREAK} ".join(pairs), "".join(chars)


def _joined_pairs(run: str) -> str:
    """The pairs of a run, white space between them: every inner character ends one and begins
    the next."""
    return run[0] + run[1:-1].translate(_TWICE) + run[-1]


@lru_cache(maxsize=10_000)
def _other_terms(text: str) -> str:
    """The terms of `chars` in what stands between two runs of Han."""
    terms = (word_term(found) if sort == "word" else BREAK for sort, found in pieces(text))
    return f" {' '.join(terms)} "


class _Twice(dict[int, str]):
    """A character as the end of one pair and the beginning of the next."""

    def __missing__(self, code: int) -> str:
        twice = f"{chr(code)} {chr(code)}"
        if len(self) < _MOST_REMEMBERED:
            self[code] = twice
        return twice


_TWICE = _Twice()


def pairs_of(run: str) -> list[str]:
    """The overlapping pairs of a run of at least two Han characters."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


def word_term(word: str) -> str:
    """A word as a term. Very long ones are shortened to a digest, alike in texts and queries."""
    if len(word) <= _LONGEST_WORD:
        return word
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{word[:16]}#{digest}"
