"""The danger words of one profile, found in a text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from typing import Final

from services.contracts.intake_events import PossibleDanger
from services.contracts.profile.dangers import DangerWord
from services.intake.reports.dangers.denial import is_denied
from services.intake.reports.dangers.folding import fold

_CLOSE: Final = 8
"""Han characters between the two parts of a word; Latin words take more room."""
_CLOSE_LATIN: Final = 40
_GAP: Final = r"[^,，;；。!?！？:：\n]"
_LATIN: Final = re.compile(r"[a-z0-9']+")
_LETTERS: Final = re.compile("[a-z]{2}")
MOST_WORDS: Final = 10
"""Words that are kept with a report; more say no more."""


@dataclass(frozen=True, slots=True)
class _Sought:
    word: DangerWord
    pattern: re.Pattern[str]
    parts: tuple[frozenset[str], ...]


class DangerWords:
    """Immutable, safe for threads; linear in the length of the text."""

    def __init__(self, words: Iterable[DangerWord]) -> None:
        self._sought = [_sought(word) for word in words]
        self._single: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[str]] = {}
        # Two characters of Han, one of a single one, the first word of Latin ones.
        self._places: dict[str, list[tuple[int, int]]] = {}
        for number, sought in enumerate(self._sought):
            for place, part in enumerate(sought.parts):
                for alternative in part:
                    self._places.setdefault(alternative, []).append((number, place))
        for alternative in self._places:
            first = _LATIN.match(alternative)
            self._by_stem.setdefault(first[0] if first else alternative[:2], []).append(alternative)
        self._stems = frozenset(self._by_stem)

    def found_in(self, text: str) -> PossibleDanger | None:
        """The danger that a text speaks of; none when it speaks of none, or denies it."""
        folded = fold(text)
        found: dict[tuple[str, str], int] = {}
        for number in self._candidates(folded):
            sought = self._sought[number]
            for match in sought.pattern.finditer(folded):
                between = _between(folded, match)
                if not is_denied(folded, *match.span(), sought.word.holds, between):
                    key = (sought.word.danger, _cause(match))
                    found[key] = max(sought.word.severity, found.get(key, 0))
                    break
        return _danger(found)

    def _candidates(self, folded: str) -> list[int]:
        """The words all of whose parts occur somewhere."""
        stems = set(map(add, folded, folded[1:]))
        stems.update(folded)
        if _LETTERS.search(folded):
            stems.update(_LATIN.findall(folded))
        stems &= self._stems
        if not stems:
            return []
        seen: dict[int, set[int]] = {}
        for stem in stems:
            for alternative in self._by_stem[stem]:
                if alternative in folded:
                    for number, place in self._places[alternative]:
                        seen.setdefault(number, set()).add(place)
        return sorted(n for n, places in seen.items() if len(places) == len(self._sought[n].parts))


def together(dangers: Sequence[PossibleDanger | None]) -> PossibleDanger | None:
    """What several texts speak of, as one."""
    heard = [danger for danger in dangers if danger is not None]
    if not heard:
        return None
    words = dict.fromkeys(word for danger in heard for word in danger.words)
    kinds = dict.fromkeys(kind for danger in heard for kind in danger.kinds)
    return PossibleDanger(
        severity=max(danger.severity for danger in heard),
        kinds=tuple(kinds),
        words=tuple(words)[:MOST_WORDS],
    )


def _danger(found: Mapping[tuple[str, str], int]) -> PossibleDanger | None:
    if not found:
        return None
    # The gravest first; sorting is stable, so the order of the table decides between equals.
    gravest = sorted(found, key=lambda key: -found[key])
    return PossibleDanger(
        severity=max(found.values()),
        kinds=tuple(dict.fromkeys(kind for kind, _ in gravest)),
        words=tuple(dict.fromkeys(word for _, word in gravest))[:MOST_WORDS],
    )


@lru_cache(maxsize=4)
def sought_by(words: tuple[DangerWord, ...]) -> DangerWords:
    """Those of one profile, prepared once for all who listen."""
    return DangerWords(words)


def _cause(match: re.Match[str]) -> str:
    """The words of the profile that matched, never what stands between them."""
    parts = [part for part in match.groups() if part is not None]
    return "…".join(parts)


def _between(folded: str, match: re.Match[str]) -> str:
    spans = [match.span(n) for n in range(1, len(match.groups()) + 1) if match.group(n) is not None]
    return folded[spans[0][1] : spans[1][0]] if len(spans) > 1 else ""


def _sought(word: DangerWord) -> _Sought:
    parts = tuple(frozenset(map(fold, part)) for part in word.parts)
    latin = all(alternative.isascii() for part in parts for alternative in part)
    lists = [_any_of(part, latin=latin) for part in parts]
    if len(lists) == 1:
        pattern = f"({lists[0]})"
    else:
        first, second = lists
        gap = f"{_GAP}{{0,{_CLOSE_LATIN if latin else _CLOSE}}}?"
        pattern = f"({first}){gap}({second})|({second}){gap}({first})"
    return _Sought(word, re.compile(pattern), parts)


def _any_of(words: Iterable[str], *, latin: bool) -> str:
    """The longest first."""
    joined = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return f"(?<![a-z0-9])(?:{joined})(?![a-z0-9])" if latin else f"(?:{joined})"
