"""The search page and the page of one record: `/search` and `/search/<kind>:<id>`.

Plain links and one form, so they work without scripts and every state has an address.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from services.contracts.profile.model import Profile
from services.runtime.identity.access import public
from services.runtime.unavailable import IndexUnavailable
from services.runtime.web.faults import field_errors
from services.runtime.web.i18n import gettext
from services.runtime.web.pages import render_page
from services.runtime.web.paging import write_cursor
from services.runtime.web.problems import FieldError
from services.search.api import record_key
from services.search.index.port import FACETS, FacetValue
from services.search.query import Answer, SearchRecords, SearchRequest
from services.search.reading import reader_scope
from services.search.schemas import LONGEST_QUESTION, SearchQuery
from services.search.thread import FollowThread
from services.search.words import filter_word, word_for

_FILTERS = (
    "kind",
    "category",
    "group",
    "area",
    "state",
    "source",
    "request_type",
    "since",
    "until",
)
_CARRIED = ("q", *_FILTERS, "sort")
_SHOWN_VALUES = 12
"""Values of one facet on the page; the API has more."""
_PAGE_SIZE = "20"

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes one thing of the search."""

    word: str
    address: str
    count: int | None = None


def search_pages(
    search: SearchRecords, follow: FollowThread, profile: Profile, zone: ZoneInfo
) -> Blueprint:
    """The pages; they show what a reader without a key may see, or what the key allows."""
    pages = Blueprint("search", __name__, template_folder=str(Path(__file__).parent / "templates"))

    @pages.get("/search")
    @public
    def find() -> Response:
        typed = {name: request.args.getlist(name) for name in request.args}
        known = {name: typed[name] for name in (*_CARRIED, "cursor") if any(typed.get(name, ()))}
        errors: list[FieldError] = []
        answer: Answer | None = None
        away = False
        try:
            answer = search(_parameters(known), reader_scope())
        except ValidationError as error:
            errors = field_errors(error.messages)
        except IndexUnavailable:
            away = True
        page = render_page(
            "search/find.html",
            answer=answer,
            away=away,
            errors=errors,
            typed=known,
            chips=list(_chips(profile, known)),
            facets=_facets(profile, known, answer),
            sorts=_sorts(known, answer),
            next_page=_next(known, answer),
            first_page=_address({**known, "cursor": []}) if "cursor" in known else None,
            longest=LONGEST_QUESTION,
            word=lambda name, value: word_for(profile, name, value),
            zone=zone,
        )
        return make_response(page, 503 if away else 422 if errors else 200)

    @pages.get("/search/<kind>:<record>")
    @public
    def one(kind: str, record: str) -> str:
        thread = follow(record_key(kind, record), reader_scope())
        return render_page(
            "search/record.html",
            thread=thread,
            facts={fact.name: fact.value for fact in thread.record.facts},
            word=lambda name, value: word_for(profile, name, value),
            zone=zone,
        )

    return pages


def _parameters(typed: Typed) -> SearchRequest:
    """Raises ValidationError."""
    single = {name: values[-1] for name, values in typed.items()}
    several = {name: list(values) for name, values in typed.items() if name in _FILTERS[:7]}
    loaded: SearchRequest = SearchQuery().load({"page_size": _PAGE_SIZE, **single, **several})
    return loaded


def _address(typed: Typed) -> str:
    pairs = [(name, value) for name, values in typed.items() for value in values if value]
    return "/search" + (f"?{urlencode(pairs)}" if pairs else "")


def _without_cursor(typed: Typed) -> dict[str, Sequence[str]]:
    return {name: values for name, values in typed.items() if name != "cursor"}


def _chips(profile: Profile, typed: Typed) -> Iterator[Choice]:
    """Per filter in force a link to the same search without it."""
    kept = _without_cursor(typed)
    for name in _FILTERS:
        for value in typed.get(name, ()):
            rest = [other for other in typed[name] if other != value]
            said = {"filter": filter_word(name), "value": word_for(profile, name, value)}
            word = gettext("%(filter)s: %(value)s", **said)
            yield Choice(word, _address({**kept, name: rest}))


def _facets(
    profile: Profile, typed: Typed, answer: Answer | None
) -> Sequence[tuple[str, Sequence[Choice]]]:
    """Per facet its word and the links that narrow the search to one value."""
    if answer is None:
        return ()
    found = (
        (filter_word(name), _narrowing(profile, typed, name, answer.facets.get(name, ())))
        for name in FACETS
    )
    return [(word, choices) for word, choices in found if choices]


def _narrowing(
    profile: Profile, typed: Typed, name: str, values: Sequence[FacetValue]
) -> Sequence[Choice]:
    kept = _without_cursor(typed)
    taken = typed.get(name, ())
    open_values = [value for value in values if value.value not in taken]
    return [
        Choice(
            word_for(profile, name, value.value),
            _address({**kept, name: [value.value]}),
            value.count,
        )
        for value in open_values[:_SHOWN_VALUES]
    ]


def _sorts(typed: Typed, answer: Answer | None) -> Sequence[tuple[str, str | None]]:
    """Per order its word and address; no address for the one in force."""
    if answer is None:
        return ()
    words = {
        "newest": gettext("Newest"),
        "oldest": gettext("Oldest"),
        "updated": gettext("Last changed"),
    }
    if typed.get("q"):
        words = {"relevance": gettext("Most fitting"), **words}
    kept = _without_cursor(typed)
    return [
        (word, None if sort == answer.sort else _address({**kept, "sort": [sort]}))
        for sort, word in words.items()
    ]


def _next(typed: Typed, answer: Answer | None) -> str | None:
    if answer is None or answer.cursor is None:
        return None
    return _address({**typed, "cursor": [write_cursor(answer.cursor)]})
