"""The residents' pages: `/`, `/track`, `/track/<token>`, `/board` and `/map`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.feedback import store as feedback_store
from services.intake.feedback.project_title import title_in
from services.intake.reports import store as report_store
from services.intake.reports.dangers.listen import Listening
from services.intake.reports.faults import NoSuchReport
from services.intake.site.board_view import BoardView
from services.intake.site.by_token import kept_by_token
from services.intake.site.outlines import area_outlines
from services.intake.site.track_view import TrackView
from services.intake.site.words import PROJECT_STATE_WORDS
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import public
from services.runtime.web.i18n import gettext, language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError
from services.runtime.web.refusals import wants_page

TEMPLATES = Path(__file__).parents[1] / "templates"
_REPAIRED = 3
"""How many finished projects the start page shows."""


def site_pages(database: Database, profile: Profile, clock: Clock) -> Blueprint:
    """The start page, and what became of a report; they read intake's own database only."""
    pages = Blueprint("site", __name__, template_folder=str(TEMPLATES))
    view = TrackView(database, profile, clock, Listening(profile))

    @pages.app_context_processor
    def titling() -> dict[str, object]:
        """`project_title(news)` in the reader's language; asked wherever projects are named."""
        return {"project_title": lambda news: title_in(profile, news, language())}

    @pages.get("/")
    @public
    def start() -> str:
        repaired = database.read(lambda conn: feedback_store.finished(conn, _REPAIRED))
        return render_page(
            "site/start.html", profile=profile, repaired=repaired, states=PROJECT_STATE_WORDS
        )

    @pages.get("/track")
    @public
    def mine() -> BaseResponse:
        link = request.args.get("link", "").strip()
        token = link.partition("?")[0].rstrip("/").rpartition("/")[2]
        if token and database.read(lambda conn: report_store.by_tracking_token(conn, token)):
            return redirect(url_for("site.track", token=token), 303)
        errors = [FieldError("/link", "unknown", _no_such_link())] if "link" in request.args else []
        page = render_page("site/mine.html", profile=profile, values={"link": link}, errors=errors)
        return make_response(page, 422 if errors else 200)

    @pages.get("/track/<token>")
    @public
    def track(token: str) -> BaseResponse:
        try:
            kept = kept_by_token(database, token)
        except NoSuchReport:
            if not wants_page():
                raise
            errors = [FieldError("/link", "unknown", _no_such_link())]
            values = {"link": request.url}
            page = render_page("site/mine.html", profile=profile, values=values, errors=errors)
            return make_response(page, 404)
        return make_response(view.page(kept, thanks="again" in request.args))

    return pages


def public_pages(database: Database, profile: Profile, clock: Clock) -> Blueprint:
    """The board and the map of what is public."""
    pages = Blueprint("public", __name__)
    outlines = area_outlines(profile)
    view = BoardView(database, profile, clock.now)

    @pages.get("/board")
    @public
    def board() -> str:
        return view.board(request.args.to_dict(flat=False))

    @pages.get("/map")
    @public
    def public_map() -> str:
        return view.map(request.args.to_dict(flat=False))

    @pages.get("/map/points.geojson")
    @public
    def points() -> BaseResponse:
        return _geojson(view.points(request.args.to_dict(flat=False)))

    @pages.get("/map/areas.geojson")
    @public
    def areas() -> BaseResponse:
        answer = _geojson(outlines)
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer

    return pages


def _geojson(collection: Mapping[str, Any]) -> BaseResponse:
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    return Response(text, mimetype="application/geo+json")


def _no_such_link() -> str:
    return gettext("No report has this link. Please copy the whole of it, without blanks.")
