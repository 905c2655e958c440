"""Suggestions while somebody types."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from services.contracts.profile.model import Profile
from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Document, Kind
from services.search.index.port import IndexReader, Query, Reader
from services.search.suggest.vocabulary import Name, NameKind, Vocabulary, names_of
from services.search.text.asking import ask
from services.search.text.sounds import sound_typed
from services.search.words import title_in

MOST = 20
_TITLES: tuple[Kind, ...] = ("need", "project")
"""Kinds whose titles are suggested; a report's is what a resident wrote."""
_GONE = frozenset({"merged", "dismissed", "lapsed"})
"""States of records that another one, or none, stands for now."""
_LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class Suggestion:
    kind: NameKind | Literal["need", "project"]
    zh: str
    en: str
    parameters: Mapping[str, str]
    """What to search for when it is chosen."""
    record: str | None = None
    """The record to open instead, as `kind:id`."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    items: tuple[Suggestion, ...]
    corrected: str | None = None
    """What was looked up because nothing begins with what was typed."""


class Suggest:
    """Names first, then titles, as far as this reader may see them."""

    def __init__(self, index: IndexReader, profile: Callable[[], Profile]) -> None:
        self._index = index
        self._profile = profile
        self._known: Vocabulary | None = None

    def __call__(self, typed: str, reader: Reader, limit: int) -> Suggestions:
        """Never fails for want of the index: names are suggested all the same."""
        found = self._find(typed, reader, limit)
        if found:
            return Suggestions(found)
        meant = self._vocabulary().mended(typed)
        return Suggestions(self._find(meant, reader, limit), meant) if meant else Suggestions(())

    def _find(self, typed: str, reader: Reader, limit: int) -> tuple[Suggestion, ...]:
        names = [_of_name(name) for name in self._vocabulary().find(typed)[:limit]]
        titles = self._titles(typed, reader, limit)
        # Half the room belongs to each, as far as it has something to fill it with.
        kept = max(limit - len(titles), (limit + 1) // 2)
        return tuple([*names[:kept], *titles][:limit])

    def _vocabulary(self) -> Vocabulary:
        if self._known is None:
            self._known = Vocabulary(list(names_of(self._profile())))
        return self._known

    def _titles(self, typed: str, reader: Reader, limit: int) -> Sequence[Suggestion]:
        sound = sound_typed(typed)
        question = ask("" if sound else typed)
        if not sound and not question.wanted:
            return ()
        query = Query(
            question=question, reader=reader, kinds=_TITLES, sound=sound, page_size=_LOOKED_AT
        )
        try:
            hits = self._index.search(query).hits
        except IndexUnavailable:
            return ()
        newest: dict[str, Suggestion] = {}
        for hit in hits:
            if hit.state not in _GONE:
                newest.setdefault(hit.title, _of_record(self._profile(), hit))
        return list(newest.values())[:limit]


def _of_name(name: Name) -> Suggestion:
    searched = name.kind in ("category", "group", "area")
    field, value = (name.kind, name.code) if searched else ("q", name.words.zh)
    return Suggestion(name.kind, name.words.zh, name.words.en, {field: value})


def _of_record(profile: Profile, document: Document) -> Suggestion:
    kind: Literal["need", "project"] = "need" if document.kind == "need" else "project"
    return Suggestion(
        kind, document.title, title_in(profile, document, "en"), {}, str(document.key)
    )
