# mypy: disallow-untyped-decorators=False
"""Search over HTTP: /api/search/v1/records and the thread of one of them."""

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

from services.runtime.identity.access import public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals
from services.search.answers import RecordsAnswer, ThreadAnswer, records_answer, thread_answer
from services.search.awaiting import NotReached, RecordParked, TooManyWaiters, UnreadableMark
from services.search.index.document import HIT_KINDS, Key
from services.search.index.port import TooDeep, TooWide
from services.search.query import BadCursor, SearchRecords, SearchRequest, StaffOnly
from services.search.reading import current_reader
from services.search.saved.saved import MOST_KEPT, NoSuchSavedSearch, TooManySaved
from services.search.schemas import SearchQuery
from services.search.thread import FollowThread, NoSuchRecord

_RETRY = 2
"""Seconds after which a seat of a waiter is likely free."""


def record_routes(search: SearchRecords, follow: FollowThread) -> Blueprint:
    """The routes of records of every kind."""
    blueprint = Blueprint(
        "records",
        __name__,
        url_prefix="/api/search/v1/records",
        description="One search over every record",
    )

    @blueprint.get("")
    @public
    @blueprint.arguments(SearchQuery, location="query")
    @blueprint.response(200, RecordsAnswer)
    @blueprint.alt_response(400, description="`after` cannot be read, or the circle holds too much")
    @blueprint.alt_response(403, description="A filter or a facet that is for staff")
    @blueprint.alt_response(503, description="The index is away, or too many wait for `after`")
    @blueprint.alt_response(504, description="`after` was not reached in time")
    def find_records(request: SearchRequest) -> Response:
        """Records that match, of those this caller may see. `total` is exact."""
        return _json(records_answer(search(request, current_reader())))

    @blueprint.get("/<kind>:<record>/thread")
    @public
    @blueprint.response(200, ThreadAnswer)
    @blueprint.alt_response(404, description="There is no such record for this caller")
    def get_thread(kind: str, record: str) -> Response:
        """What belongs together: reports, the need they describe, the projects that answer it."""
        return _json(thread_answer(follow(record_key(kind, record), current_reader())))

    return blueprint


def record_key(kind: str, record: str) -> Key:
    """Raises NoSuchRecord for a kind that is none."""
    for known in HIT_KINDS:
        if known == kind:
            return Key(known, record)
    raise NoSuchRecord


def _not_reached(error: NotReached) -> Problem:
    so_far = {
        "shown": error.shown or gettext("none"),
        "as_of": error.as_of.isoformat() if error.as_of else gettext("nothing"),
    }
    return Problem(
        504,
        gettext("Not found yet: version %(shown)s is shown, newest event %(as_of)s.", **so_far),
    )


def _too_deep(_: TooDeep) -> Problem:
    detail = gettext("Relevance shows the first 10,000 hits; sort by date to read further.")
    return Problem(422, errors=[FieldError("/cursor", "too_deep", detail)])


def _too_wide(_: TooWide) -> Problem:
    detail = gettext("Too much lies in so wide a circle; take 5 km or less, or add a filter.")
    return Problem(400, detail, errors=[FieldError("/radius", "too_wide", detail)])


def _bad_cursor(_: BadCursor) -> Problem:
    detail = gettext("This cursor is not one of ours; start again without it.")
    return Problem(422, errors=[FieldError("/cursor", "cursor", detail)])


REFUSALS: Refusals = {
    NoSuchRecord: lambda _: Problem(404, gettext("There is no such record.")),
    NoSuchSavedSearch: lambda _: Problem(404, gettext("You keep no such search.")),
    TooManySaved: lambda _: Problem(
        409, gettext("You keep %(most)s searches already; delete one first.", most=MOST_KEPT)
    ),
    UnreadableMark: lambda _: Problem(
        400, gettext("after must name a version of a known kind, such as report:20261122-7K3QX@1.")
    ),
    NotReached: _not_reached,
    RecordParked: lambda _: Problem(
        504, gettext("This version could not be understood and is parked until it is mended.")
    ),
    TooManyWaiters: lambda _: Problem(
        503, gettext("Too many wait at the moment; please try again shortly."), retry_after=_RETRY
    ),
    TooDeep: _too_deep,
    TooWide: _too_wide,
    StaffOnly: lambda _: Problem(403, gettext("Objects can be searched by staff only.")),
    BadCursor: _bad_cursor,
}


def _json(body: Mapping[str, Any]) -> Response:
    # Written here, not through the answer's schema, which would cost more than the search.
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, mimetype="application/json")
