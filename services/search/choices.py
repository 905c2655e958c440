"""Links of the search page: each changes one thing of the search and keeps the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from services.contracts.profile.model import Profile
from services.runtime.web.i18n import gettext, language
from services.runtime.web.paging import write_cursor
from services.search.index.port import FacetValue
from services.search.query import Answer
from services.search.suggest.suggest import Suggestion
from services.search.words import filter_word, title_in, word_for

SEVERAL = (
    "kind",
    "category",
    "group",
    "area",
    "state",
    "source",
    "request_type",
    "responsible_unit",
    "indicator",
    "object",
)
"""Filters that may have several values."""
_CIRCLE = ("lat", "long", "radius")
CARRIED = ("q", *SEVERAL, "late", "bbox", *_CIRCLE, "since", "until", "sort")
_SHOWN_VALUES = 12
"""Values of one facet on the page; the API has more."""
_FEWEST = 2
_LATE = {"yes": "true", "no": "false"}

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes one thing of the search."""

    word: str
    address: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    word: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Offer:
    """A name or a title that may have been meant."""

    kind: str
    word: str
    address: str


def offer(suggestion: Suggestion) -> Offer:
    word = suggestion.en if language() == "en" else suggestion.zh
    parameters = {name: [value] for name, value in suggestion.parameters.items()}
    record = f"/search/{suggestion.record}" if suggestion.record else None
    return Offer(suggestion.kind, word, record or address_of(parameters))


def address_of(typed: Typed) -> str:
    pairs = [(name, value) for name, values in typed.items() for value in values if value]
    return "/search" + (f"?{urlencode(pairs)}" if pairs else "")


def without(typed: Typed, *names: str) -> dict[str, Sequence[str]]:
    """What was typed without these and without the page that was reached."""
    return {name: values for name, values in typed.items() if name not in (*names, "cursor")}


def chips(profile: Profile, typed: Typed) -> Iterator[Choice]:
    """Per filter in force a link to the same search without it."""
    for name in (*SEVERAL, "late", "since", "until"):
        for value in typed.get(name, ()):
            rest = [other for other in typed[name] if other != value]
            value_word = word_for(profile, name, value, typed.get("kind", ()))
            word = gettext("%(filter)s: %(value)s", filter=filter_word(name), value=value_word)
            yield Choice(word, address_of({**without(typed), name: rest}))
    if "bbox" in typed:
        yield Choice(filter_word("bbox"), address_of(without(typed, "bbox")))
    if "radius" in typed:
        word = gettext("Within %(metres)s m of a place", metres=typed["radius"][-1])
        yield Choice(word, address_of(without(typed, *_CIRCLE)))


def facets(profile: Profile, typed: Typed, answer: Answer) -> Iterator[Facet]:
    """Per facet the links that narrow the search to one value; none that would narrow nothing."""
    for name, values in answer.facets.items():
        choices = list(_narrowing(profile, typed, name, values, answer.total))
        if len(choices) >= _FEWEST or (choices and typed.get(name)):
            yield Facet(name, filter_word(name), choices[:_SHOWN_VALUES])


def _narrowing(
    profile: Profile, typed: Typed, name: str, values: Sequence[FacetValue], total: int
) -> Iterator[Choice]:
    taken = typed.get(name, ())
    for value in values:
        sent = _LATE.get(value.value, value.value) if name == "late" else value.value
        if sent in taken or value.count == total:
            continue
        word = word_for(profile, name, value.value, typed.get("kind", ()))
        yield Choice(word, address_of({**without(typed), name: [sent]}), value.count)


def sorts(typed: Typed, answer: Answer) -> Sequence[tuple[str, str | None]]:
    """Per order its word and address; no address for the one in force."""
    words = {
        "newest": gettext("Newest"),
        "oldest": gettext("Oldest"),
        "updated": gettext("Last changed"),
    }
    if typed.get("q"):
        words = {"relevance": gettext("Most fitting"), **words}
    return [
        (word, None if sort == answer.sort else address_of({**without(typed), "sort": [sort]}))
        for sort, word in words.items()
    ]


def next_page(typed: Typed, answer: Answer) -> str | None:
    if answer.cursor is None:
        return None
    return address_of({**typed, "cursor": [write_cursor(answer.cursor)]})


def points(profile: Profile, answer: Answer) -> Mapping[str, Any]:
    """The located hits of the page as GeoJSON for the map beside the list."""
    located = [hit for hit in answer.hits if hit.document.lat is not None]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [hit.document.long, hit.document.lat],
                },
                "properties": {
                    "id": str(hit.document.key),
                    "title": title_in(profile, hit.document, language()) or hit.document.id,
                    "href": f"/search/{hit.document.key}",
                    "kind": hit.document.kind,
                    "count": next((fact.value for fact in hit.facts if fact.name == "people"), 1),
                    "note": word_for(profile, "kind", hit.document.kind),
                },
            }
            for hit in located
        ],
    }
