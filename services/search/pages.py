"""The search page and the page of one record: `/search` and `/search/<kind>:<id>`.

Plain links and forms, so they work without scripts and every state has an address.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, make_response, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from services.contracts.profile.model import Profile
from services.runtime.identity.access import public
from services.runtime.unavailable import IndexUnavailable
from services.runtime.web.faults import field_errors
from services.runtime.web.i18n import gettext, language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError
from services.search import choices
from services.search.api import record_key
from services.search.choices import CARRIED, SEVERAL, Typed, address_of
from services.search.index.port import TooWide
from services.search.query import Answer, BadCursor, SearchRecords, SearchRequest
from services.search.reading import current_reader
from services.search.schemas import LONGEST_QUESTION, SearchQuery
from services.search.suggest.suggest import Suggest
from services.search.thread import FollowThread
from services.search.words import title_in, word_for

_PAGE_SIZE = "20"
_COUNTED = (
    "kind",
    "category",
    "area",
    "state",
    "responsible_unit",
    "late",
    "indicator",
    "source",
    "request_type",
)
_OFFERS = 6
_LONGEST_OFFERED = 60
_TYPING = "X-Citymend-Typing"
"""Sent by the page's own script while somebody types."""
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page has to show: an answer, or why there is none."""

    answer: Answer | None = None
    errors: Sequence[FieldError] = ()
    away: bool = False

    @property
    def empty(self) -> bool:
        return self.answer is not None and self.answer.total == 0

    @property
    def status(self) -> int:
        return 503 if self.away else 422 if self.errors else 200


def search_pages(
    search: SearchRecords,
    follow: FollowThread,
    suggest: Suggest,
    profile: Profile,
    zone: ZoneInfo,
) -> Blueprint:
    """The pages; they show what a reader without a key may see, or what the key allows."""
    pages = Blueprint(
        "search",
        __name__,
        template_folder=str(_HERE / "templates"),
        static_folder=str(_HERE / "static"),
        static_url_path="/search/static",
    )
    stamps = {path.name: _stamp(path) for path in (_HERE / "static").iterdir()}

    @pages.get("/search")
    @public
    def find() -> Response:
        typed = {name: request.args.getlist(name) for name in request.args}
        known = {name: typed[name] for name in (*CARRIED, "cursor") if any(typed.get(name, ()))}
        typing = _TYPING in request.headers
        found = _found(search, known, typing)
        page = render_page(
            "search/find.html",
            **_shown(profile, known, found),
            # Who still types has them below the box already.
            offers=_offers(suggest, known) if found.empty and not typing else [],
            typed=known,
            longest=LONGEST_QUESTION,
            word=lambda name, value, *kinds: word_for(profile, name, value, kinds),
            title_of=lambda document: title_in(profile, document, language()),
            zone=zone,
            stamps=stamps,
        )
        return make_response(page, found.status)

    @pages.get("/search/<kind>:<record>")
    @public
    def one(kind: str, record: str) -> str:
        reader = current_reader()
        thread = follow(record_key(kind, record), reader)
        return render_page(
            "search/record.html",
            thread=thread,
            sees_all=reader.sees_all,
            facts={fact.name: fact.value for fact in thread.record.facts},
            word=lambda name, value, *kinds: word_for(profile, name, value, kinds),
            title_of=lambda document: title_in(profile, document, language()),
            zone=zone,
            stamps=stamps,
        )

    return pages


def _found(search: SearchRecords, known: Typed, typing: bool) -> _Found:
    try:
        return _Found(search(_parameters(known), current_reader(), typing=typing))
    except ValidationError as error:
        return _Found(errors=field_errors(error.messages))
    except BadCursor:
        detail = gettext("This cursor is not one of ours; start again without it.")
        return _Found(errors=[FieldError("/cursor", "cursor", detail)])
    except TooWide:
        detail = gettext("Too much lies in so wide a circle; take 5 km or less, or add a filter.")
        return _Found(errors=[FieldError("/radius", "too_wide", detail)])
    except IndexUnavailable:
        return _Found(away=True)


def _parameters(typed: Typed) -> SearchRequest:
    """Raises ValidationError."""
    single = {name: values[-1] for name, values in typed.items()}
    several = {name: list(values) for name, values in typed.items() if name in SEVERAL}
    asked = {"page_size": _PAGE_SIZE, "facets": ",".join(_COUNTED), **single, **several}
    loaded: SearchRequest = SearchQuery().load(asked)
    return loaded


def _shown(profile: Profile, known: Typed, found: _Found) -> Mapping[str, object]:
    """What the template shows of the search."""
    answer = found.answer
    return {
        "answer": answer,
        "away": found.away,
        "errors": list(found.errors),
        "chips": list(choices.chips(profile, known)),
        "facets": list(choices.facets(profile, known, answer)) if answer else [],
        "sorts": choices.sorts(known, answer) if answer else [],
        "points": choices.points(profile, answer) if answer else None,
        "next_page": choices.next_page(known, answer) if answer else None,
        "first_page": address_of(choices.without(known)) if "cursor" in known else None,
    }


def _offers(suggest: Suggest, known: Typed) -> Sequence[choices.Offer]:
    """What may have been meant by words that nothing has."""
    asked = known.get("q", [""])[-1].strip()[:_LONGEST_OFFERED]
    found = suggest(asked, current_reader(), _OFFERS).items if asked else ()
    return [choices.offer(one) for one in found]


def _stamp(path: Path) -> str:
    """Changes when the file does, so that browsers may keep it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
