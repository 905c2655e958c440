"""/feeds/<area>.atom: what is new and public in an area."""

import hashlib

from flask import Blueprint, Response, request

from services.intake.feeds.area_feed import AreaFeeds, NoSuchArea
from services.intake.feeds.atom import TYPE, atom_of
from services.runtime.identity.access import public
from services.runtime.web.hosts import origin
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem

_FRESH = "max-age=300"


def feed_pages(feeds: AreaFeeds) -> Blueprint:
    """One feed per area of the profile; unchanged, it is answered with 304."""
    pages = Blueprint("feeds", __name__)

    @pages.get("/feeds/<area>.atom")
    @public
    def feed(area: str) -> Response:
        try:
            found = feeds.feed(area, origin())
        except NoSuchArea as refusal:
            raise Problem(404, gettext("There is no such area.")) from refusal
        body = atom_of(found)
        answer = Response(body, content_type=f"{TYPE}; charset=utf-8")
        answer.headers["Cache-Control"] = _FRESH
        answer.vary.update(("Accept-Language", "Cookie"))
        answer.last_modified = found.updated
        answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
        answer.make_conditional(request)
        return answer

    return pages
