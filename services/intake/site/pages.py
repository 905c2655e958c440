"""The residents' pages: `/`, `/report`, `/report/done` and `/track/<token>`."""

import json
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, make_response, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.feedback import store as feedback_store
from services.intake.feedback.thread import Thread
from services.intake.reports import store as report_store
from services.intake.reports.api import NoSuchReport, reporting_actor
from services.intake.reports.faults import (
    BrokenRule,
    KeyUsedDifferently,
    MissingPlace,
    RefusedReport,
)
from services.intake.reports.receive import Receipt, Receive
from services.intake.reports.store import Change, Kept
from services.intake.site.form import (
    FIELDS,
    Typed,
    area_choices,
    category_choices,
    field_of,
    new_report,
)
from services.intake.site.outlines import area_outlines
from services.intake.site.timeline import timeline
from services.intake.site.words import PROJECT_STATE_WORDS, REQUEST_TYPE_WORDS
from services.runtime.database import Database
from services.runtime.identity.access import public
from services.runtime.ids import secret_token
from services.runtime.web.i18n import gettext, language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError

TEMPLATES = Path(__file__).parents[1] / "templates"
_BROWSER = "browser"
_A_YEAR = 31_536_000


def site_pages(receive: Receive, database: Database, profile: Profile) -> Blueprint:
    """The pages of the site; they read and write intake's own database only."""
    pages = Blueprint("site", __name__, template_folder=str(TEMPLATES))
    outlines = json.dumps(area_outlines(profile), ensure_ascii=False, separators=(",", ":"))

    @pages.get("/")
    @public
    def start() -> str:
        return render_page("site/start.html", profile=profile)

    @pages.get("/map/areas.geojson")
    @public
    def areas() -> BaseResponse:
        answer = Response(outlines, mimetype="application/geo+json")
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer

    @pages.get("/report")
    @public
    def blank_form() -> str:
        return _form(profile, {"public": "yes"}, secret_token(), ())

    @pages.post("/report")
    @public
    def send_form() -> BaseResponse:
        typed = _typed()
        try:
            receipt = _receive(receive, typed, profile)
        except RefusedReport as refused:
            page = _form(profile, typed.values, typed.client_id, refused.broken)
            return make_response(page, 422)
        answer = redirect(url_for("site.done", token=receipt.tracking_token), 303)
        return _remember(answer, typed)

    @pages.get("/report/done")
    @public
    def done() -> str:
        kept = _kept(database, request.args.get("token", ""))
        return render_page(
            "site/done.html",
            number=kept.report.id,
            track=url_for("site.track", token=kept.keeping.tracking_token),
            profile=profile,
        )

    @pages.get("/track/<token>")
    @public
    def track(token: str) -> str:
        kept = _kept(database, token)
        changes, thread = database.read(lambda conn: _thread(conn, kept.report.id))
        return render_page(
            "site/track.html",
            report=kept.report,
            category=profile.problem_types.get(kept.report.category.code),
            steps=timeline(kept.report, changes, thread),
            states=PROJECT_STATE_WORDS,
            profile=profile,
            zone=profile.zone,
        )

    return pages


def _typed() -> Typed:
    values = {name: request.form.get(name, "") for name in FIELDS}
    values["description"] = values["description"].replace("\r\n", "\n")
    return Typed(
        values=values,
        client_id=request.form.get("client_id", "") or secret_token(),
        browser=request.cookies.get(_BROWSER, "")[:100] or secret_token(),
    )


def _receive(receive: Receive, typed: Typed, profile: Profile) -> Receipt:
    """Sent twice, a form is one report; sent back and changed, it is another."""
    new = new_report(typed, profile)
    try:
        return receive.receive(new, reporting_actor())
    except KeyUsedDifferently:
        changed = Typed(typed.values, secret_token(), typed.browser)
        return receive.receive(new_report(changed, profile), reporting_actor())


def _form(
    profile: Profile,
    values: Mapping[str, str],
    client_id: str,
    broken: tuple[BrokenRule, ...],
) -> str:
    errors = [FieldError(field_of(fault), fault.rule, _sentence(fault)) for fault in broken]
    return render_page(
        "site/report.html",
        values=values,
        errors=errors,
        client_id=client_id,
        categories=category_choices(profile, language()),
        areas=area_choices(profile, language()),
        request_types=[(code, str(words)) for code, words in REQUEST_TYPE_WORDS.items()],
        profile=profile,
    )


def _sentence(fault: BrokenRule) -> str:
    """How to mend it, in the words of this form."""
    if isinstance(fault, MissingPlace):
        return gettext("Choose a neighbourhood, or write an address.")
    return gettext(fault.detail)


def _remember(answer: BaseResponse, typed: Typed) -> BaseResponse:
    """Let the same browser count as one person, without knowing who it is."""
    answer.set_cookie(
        _BROWSER,
        typed.browser,
        max_age=_A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def _kept(database: Database, token: str) -> Kept:
    kept = database.read(lambda conn: report_store.by_tracking_token(conn, token))
    if kept is None:
        raise NoSuchReport
    return kept


def _thread(conn: Connection, report_id: str) -> tuple[list[Change], Thread]:
    changes = list(report_store.history(conn, report_id))
    return changes, feedback_store.thread(conn, report_id)
