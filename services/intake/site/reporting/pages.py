"""The report form: `/report`, `/report/done`, and joining what is known already."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from services.intake.feedback.join_report import Joined, JoinReport, NothingToJoin, Voice
from services.intake.photos.faults import NoSuchPhoto
from services.intake.photos.picture import LARGEST_PICTURE
from services.intake.photos.receive import ReceivePhoto
from services.intake.photos.show import ShowPhoto
from services.intake.reports import contacts
from services.intake.reports.allowance import UNLIMITED, Allowance, TooManySent
from services.intake.reports.edge.api import reporting_actor, sender, too_many_sentence
from services.intake.reports.faults import (
    BrokenRule,
    KeyUsedDifferently,
    NoSuchReport,
    RefusedReport,
)
from services.intake.reports.report import NewReport
from services.intake.reports.rules import MOST_PHOTOS
from services.intake.site.asking import answers_in
from services.intake.site.browser import browser_of, remember_browser
from services.intake.site.by_token import kept_by_token
from services.intake.site.form import (
    ANOTHER,
    FIELDS,
    Typed,
    new_report,
    without_lost_photos,
)
from services.intake.site.form_photos import Refused, known_ids, place_in, take
from services.intake.site.form_view import BLANK, FormView, field_errors
from services.intake.site.previews import Previews
from services.runtime.database import Database
from services.runtime.identity.access import public
from services.runtime.ids import secret_token
from services.runtime.web.bodies import accepts_body
from services.runtime.web.hosts import origin
from services.runtime.web.i18n import gettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import Problem

_FORM_ROOM = 256 * 1024
"""Bytes of what is typed around the pictures."""
_FORM_CODES = 1_000
"""Characters of the codes that a page proposed."""
_SUBJECT = 80
_MOST_GUESSED_FROM = 2_000
"""Characters of a description: what hurts is said early."""


def form_pages(
    view: FormView,
    database: Database,
    joining: JoinReport,
    receive: ReceivePhoto,
    allowance: Allowance = UNLIMITED,
) -> Blueprint:
    """The form that reports, without scripts and better with."""
    pages = Blueprint("form", __name__)
    _add_joining(pages, view, database, joining, allowance)

    @pages.get("/report")
    @public
    def blank() -> str:
        return view.form(Typed(values=BLANK, client_id=secret_token(), browser=""))

    @pages.post("/report")
    @public
    @accepts_body(MOST_PHOTOS * LARGEST_PICTURE + _FORM_ROOM)
    def send() -> BaseResponse:
        if request.accept_mimetypes.best == "application/json":
            return _remember(_told(view, database, typed := _typed(), count), typed)
        typed, refused = _with_pictures(_typed(), receive)
        return _remember(_answer(view, database, typed, refused, count), typed)

    def count() -> None:
        allowance.take_report(sender(browser_of(request.cookies)))

    @pages.post("/report/suggestion")
    @public
    def suggestion() -> BaseResponse:
        text = request.form.get("description", "")[:_MOST_GUESSED_FROM]
        guess, aid = view.guess(text), view.aid(view.listening.in_text(text))
        return jsonify((asdict(guess) if guess else {}) | ({"danger": aid} if aid else {}))

    @pages.get("/report/done")
    @public
    def done() -> str:
        kept = kept_by_token(database, request.args.get("token", ""))
        return render_page(
            "site/done.html",
            number=kept.report.id,
            joins=kept.report.joins,
            added=bool(kept.report.description),
            verified=kept.report.pseudonym_verified,
            reachable=_is_reachable(database, kept.report.id),
            token=kept.keeping.tracking_token,
            subject=kept.report.subject,
            track=url_for("site.track", token=kept.keeping.tracking_token),
            address=origin() + url_for("site.track", token=kept.keeping.tracking_token),
            profile=view.profile,
            aid=view.aid(view.heard_in(kept.report)),
        )

    return pages


def _is_reachable(database: Database, number: str) -> bool:
    """Whether there is a contact that a code could be sent to."""
    private = database.read(lambda conn: contacts.load(conn, number))
    return private is not None and bool(private.contact.phone or private.contact.email)


def preview_pages(previews: Previews, show: ShowPhoto) -> Blueprint:
    """`/report/photos/<id>.jpg`: small pictures of what this browser sent."""
    pages = Blueprint("previews", __name__)

    @pages.get("/report/photos/<photo>.jpg")
    @public
    def preview(photo: str) -> Response:
        if not previews.fits(photo, browser_of(request.cookies), request.args.get("seal", "")):
            raise NoSuchPhoto
        answer = Response(show.small_of_waiting(photo), mimetype="image/jpeg")
        answer.headers["Cache-Control"] = "private, max-age=600"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return answer

    return pages


def _answer(
    view: FormView,
    database: Database,
    typed: Typed,
    refused: Sequence[Refused],
    count: Callable[[], None],
) -> BaseResponse:
    """What comes after the button that was pressed."""
    step = request.form.get("step", "send")
    if step == "change" and not refused:
        return make_response(view.form(typed))
    faults = () if step == "change" else view.faults(typed, reporting_actor())
    if faults or refused:
        return make_response(view.form(typed, faults, refused), 422)
    if step == "check":
        return make_response(view.check(typed, database))
    try:
        count()
        receipt = view.send(typed, reporting_actor())
    except TooManySent as refusal:
        # What was typed stays in the page, to be sent again.
        answer = make_response(
            view.check(typed, database, [too_many_sentence(refusal.seconds)]), 429
        )
        answer.headers["Retry-After"] = str(refusal.seconds)
        return answer
    except RefusedReport as refusal:
        left = without_lost_photos(typed, refusal.broken)
        return make_response(view.form(left, refusal.broken), 422)
    return _thanks(typed, receipt.tracking_token)


def _told(
    view: FormView, database: Database, typed: Typed, count: Callable[[], None]
) -> BaseResponse:
    """For a script that sends what it kept: the same again under the same client_id is answered
    alike, and a report that changed meanwhile is refused instead of counted twice.

    Raises Problem, RefusedReport, KeyUsedDifferently and TooManySent.
    """
    actor = reporting_actor()
    if faults := view.faults(typed, actor):
        raise Problem(422, errors=field_errors(faults))
    count()
    receipt = view.receive.receive(new_report(typed, view.profile), actor)
    told = {
        "id": receipt.id,
        "tracking_token": receipt.tracking_token,
        "subject": kept_by_token(database, receipt.tracking_token).report.subject,
    }
    return make_response(jsonify(told), 201 if receipt.created else 200)


def _add_joining(
    pages: Blueprint,
    view: FormView,
    database: Database,
    joining: JoinReport,
    allowance: Allowance,
) -> None:
    @pages.post("/report/join")
    @public
    def join() -> BaseResponse:
        typed = _typed()
        number = request.form.get("join", "")
        allowance.take_voice(sender(browser_of(request.cookies)), number)
        return _remember(_join(view, database, joining, typed, number), typed)


def _join(
    view: FormView, database: Database, joining: JoinReport, typed: Typed, number: str
) -> BaseResponse:
    """Add the person, and what was typed, to a report that is there already."""
    by_script = request.accept_mimetypes.best == "application/json"
    try:
        joined = _joined(joining, typed, number, new_report(typed, view.profile))
    except (NothingToJoin, NoSuchReport):
        gone = gettext("This has been dealt with. If it is there again, please report it.")
        if by_script:
            raise Problem(409, gone) from None
        return make_response(view.check(typed, database, [gone]), 409)
    except RefusedReport as refusal:
        left = without_lost_photos(typed, refusal.broken)
        return _refused(view, left, refusal.broken, by_script=by_script)
    if by_script:
        told = {"id": joined.id, "tracking_token": joined.tracking_token, "joins": joined.report}
        told["subject"] = new_report(typed, view.profile).description.strip()[:_SUBJECT]
        return make_response(jsonify(told), 201 if joined.created else 200)
    if joined.tracking_token is None:
        return make_response(render_page("site/counted.html"))
    return _thanks(typed, joined.tracking_token)


def _refused(
    view: FormView, typed: Typed, broken: tuple[BrokenRule, ...], *, by_script: bool
) -> BaseResponse:
    if by_script:
        raise Problem(422, errors=field_errors(broken))
    return make_response(view.form(typed, broken), 422)


def _joined(joining: JoinReport, typed: Typed, number: str, new: NewReport) -> Joined:
    """Sent back and changed it is another addition, as on the form itself."""
    actor = reporting_actor()
    voice = Voice(
        contact=new.contact,
        browser=typed.browser,
        client_id=f"{typed.client_id[:100]}:{number[:40]}",
        description=new.description,
        photos=new.photos,
    )
    try:
        return joining.join(number, voice, actor)
    except KeyUsedDifferently:
        return joining.join(number, replace(voice, client_id=secret_token()), actor)


def _thanks(typed: Typed, token: str) -> BaseResponse:
    """To the page that says thank you; by its name a device forgets what it kept of the form."""
    return redirect(url_for("form.done", sent=typed.client_id, token=token), 303)


def _typed() -> Typed:
    values = {name: request.form.get(name, "") for name in FIELDS}
    values["description"] = values["description"].replace("\r\n", "\n")
    guessed = frozenset(request.form.get("guessed", "")[:_FORM_CODES].split())
    if values["service_code"] == ANOTHER:
        # Picked by hand it is the reporter's, even if it was among those proposed.
        values["service_code"], guessed = request.form.get("another_kind", ""), frozenset()
    client_id = request.form.get("client_id", "") or secret_token()
    taken = request.form.get("taken", "")
    place = place_in(taken)
    if place is not None and request.form.get("use_taken") == "yes":
        (values["lat"], values["long"]), taken = place, ""
    return Typed(
        values=values,
        client_id=client_id,
        # Sent again by a browser that keeps no cookie, a form still comes from the same one.
        browser=browser_of(request.cookies) or client_id[:100],
        photos=known_ids(request.form.getlist("photos")),
        taken=taken if place else "",
        answers=answers_in(request.form.items(multi=True)),
        guessed=guessed,
    )


def _with_pictures(typed: Typed, receive: ReceivePhoto) -> tuple[Typed, Sequence[Refused]]:
    """Take the pictures of the form over; a field without a chosen file holds an empty one."""
    files = [file for file in request.files.getlist("picture") if file.filename]
    taken = take(files, typed.photos, receive)
    place = typed.taken or taken.place
    return replace(typed, photos=taken.ids, taken=place), taken.refused


def _remember(answer: BaseResponse, typed: Typed) -> BaseResponse:
    """Let the same browser count as one person, without knowing who it is.

    From the first step on: a report that is sent again, since the answer to the first try was
    lost, must come from the same one.
    """
    return remember_browser(answer, typed.browser, secure=request.is_secure)
