"""`/sw.js`, `/report/token`, `/report/kinds` and `/report/away`."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, make_response, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.site.browser import browser_of, remember_browser
from services.intake.site.offline.kept import kept, words_of_kinds
from services.runtime.identity.access import public
from services.runtime.ids import secret_token
from services.runtime.web.pages import render_page

WORKER = Path(__file__).parents[2] / "templates" / "site" / "sw.js"
_AN_HOUR = "public, max-age=3600"


def offline_pages(profile: Profile) -> Blueprint:
    """What a browser keeps to report without a connection, and asks for to send it later."""
    pages = Blueprint("offline", __name__)

    @pages.get("/sw.js")
    @public
    def worker() -> BaseResponse:
        asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
        told = kept(asset, url_for("offline.kinds", v=profile.content_hash[:12]), WORKER)
        answer = Response(render_page("site/sw.js", kept=told), mimetype="text/javascript")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    @pages.get("/report/token")
    @public
    def token() -> BaseResponse:
        answer = make_response(jsonify(csrf_token=generate_csrf()))
        answer.headers["Cache-Control"] = "no-store"
        name = browser_of(request.cookies) or secret_token()
        return remember_browser(answer, name, secure=request.is_secure)

    @pages.get("/report/kinds")
    @public
    def kinds() -> Response:
        answer = jsonify(words_of_kinds(profile))
        answer.headers["Cache-Control"] = _AN_HOUR
        return answer

    @pages.get("/report/away")
    @public
    def away() -> str:
        return render_page("site/away.html", profile=profile)

    return pages
