"""What the forms of a report's page are sent to: an opinion, and what to be told of."""

from typing import Final

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.case.refusals import MissingDetail
from services.intake.cases.edge.answers_to_refusals import CASE_REFUSALS
from services.intake.feedback.opinion_api import OPINION_REFUSALS
from services.intake.feedback.say_opinion import OpinionRefusal, SayOpinion
from services.intake.notices.channels.port import ONE_CLICK
from services.intake.notices.wishes import wish_of
from services.intake.reports.contacts import wish
from services.intake.reports.faults import KeyUsedDifferently, NoSuchReport
from services.intake.reports.report import NOTIFY, Notify
from services.intake.reports.store import Kept
from services.intake.site.by_token import kept_by_token
from services.intake.site.track_view import TrackView, Typed
from services.intake.site.words import NOTIFY_WORDS
from services.runtime.identity.access import public
from services.runtime.web.forms import authorised_by_address
from services.runtime.web.i18n import gettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.rates import rate

_FROM_MAIL_SERVERS: Final = "600 per minute"
"""One address may post for all the people whose mail it keeps."""
_SAYING: Final = ("satisfied", "dispute", "still")


def opinion_pages(saying: SayOpinion, view: TrackView) -> Blueprint:
    """An opinion leads back to the report's page; refused, what was typed stands there still."""
    pages = Blueprint("opinion", __name__)

    @pages.post("/track/<token>/opinion")
    @public
    def say(token: str) -> BaseResponse:
        kept = kept_by_token(view.database, token)
        what = request.form.get("say", "")
        reason = request.form.get("reason", "").replace("\r\n", "\n")
        if what not in _SAYING:
            raise Problem(400)
        try:
            token = _said(saying, kept, what, reason)
        except (MissingDetail, OpinionRefusal, KeyUsedDifferently) as refusal:
            problem = _problem(refusal)
            errors = problem.errors or (FieldError("", "refused", problem.shown_detail()),)
            page = view.page(kept, Typed({"reason": reason}, errors))
            return make_response(page, problem.status)
        thanks = "yes" if what == "still" else None
        return redirect(url_for("site.track", token=token, again=thanks), 303)

    return pages


def wish_pages(view: TrackView) -> Blueprint:
    """The choice of what to be told of; no sign-in and no cookie, the link in a message is
    enough, also for the button of a mail program."""
    pages = Blueprint("wish", __name__)

    def page(kept: Kept, token: str, *, saved: bool) -> str:
        name, asked = ONE_CLICK.split("=")
        return render_page(
            "site/notices.html",
            report=kept.report,
            token=token,
            wish=view.database.read(lambda conn: wish_of(conn, kept.report.id)),
            notify_words=NOTIFY_WORDS,
            saved=saved,
            one_click=(name, asked),
            profile=view.profile,
        )

    @pages.get("/track/<token>/notices")
    @public
    def notices(token: str) -> str:
        """Changes nothing: whoever looks at mail for viruses opens its links, too."""
        return page(kept_by_token(view.database, token), token, saved="saved" in request.args)

    @pages.post("/track/<token>/notices")
    @public
    @rate(_FROM_MAIL_SERVERS)
    @authorised_by_address
    def choose(token: str) -> str | BaseResponse:
        kept = kept_by_token(view.database, token)
        if kept.report.erased:
            raise NoSuchReport
        name, asked = ONE_CLICK.split("=")
        one_click = request.form.get(name) == asked
        notify = "nothing" if one_click else _notify(request.form.get("notify"))
        view.database.write(lambda conn: wish(conn, kept.report.id, notify))
        if one_click:
            # RFC 8058, 3.1: a mail program follows no redirect.
            return page(kept, token, saved=True)
        return redirect(url_for("wish.notices", token=token, saved="yes"), 303)

    return pages


def _said(saying: SayOpinion, kept: Kept, what: str, reason: str) -> str:
    """Say it; the token of the page that shows what came of it."""
    number, token = kept.report.id, kept.keeping.tracking_token
    if what == "still":
        return saying.still_not_fixed(number, token, reason).tracking_token
    saying.say(number, token, "dispute" if what == "dispute" else "satisfied", reason)
    return token


def _problem(refusal: MissingDetail | OpinionRefusal | KeyUsedDifferently) -> Problem:
    if isinstance(refusal, KeyUsedDifferently):
        return Problem(409, gettext("You reported it again already; that stands."))
    if isinstance(refusal, OpinionRefusal):
        return OPINION_REFUSALS[type(refusal)](refusal)
    if refusal.rule == "required":
        words = gettext("Please say in a few words what is wrong.")
        return Problem(422, errors=[FieldError("/reason", "required", words)])
    return CASE_REFUSALS[MissingDetail](refusal)


def _notify(sent: str | None) -> Notify:
    found = next((known for known in NOTIFY if known == sent), None)
    if found is None:
        raise Problem(400)
    return found
