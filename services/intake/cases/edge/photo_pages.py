"""All photos of a case on one page, with the form that adds one: `/desk/cases/<id>/photos`."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.after_photos.add_photo import AddPhoto
from services.intake.cases.after_photos.album import Album
from services.intake.cases.case.case import Case
from services.intake.cases.case.names import title_of
from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.edge.answers_to_refusals import CASE_REFUSALS
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.photos.answers_to_refusals import NO_FILE, PHOTO_REFUSALS
from services.intake.photos.picture import LARGEST_PICTURE
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports.faults import BrokenRule
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.bodies import accepts_body
from services.runtime.web.i18n import gettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError, Problem

_FORM_ROOM: Final = 64 * 1024


def case_photo_pages(adding: AddPhoto, desk: CaseDesk, receive: ReceivePhoto) -> Blueprint:
    """A plain form with a file; it needs no script."""
    pages = Blueprint("case_photo_desk", __name__)

    @pages.get("/desk/cases/<case_id>/photos")
    @requires("officer")
    def album(case_id: str) -> str:
        return _page(desk, desk.readable(case_id, current_actor().scope), ())

    @pages.post("/desk/cases/<case_id>/photos")
    @requires("officer")
    @accepts_body(LARGEST_PICTURE + _FORM_ROOM)
    def add(case_id: str) -> BaseResponse:
        actor = current_actor()
        case = desk.readable(case_id, actor.scope)
        file = request.files.get("photo")
        content = file.stream.read() if file is not None and file.filename else b""
        if not content:
            none = Problem(422, errors=[FieldError("/photo", "required", gettext(NO_FILE))])
            return _again(desk, case, none)
        try:
            photo = receive.receive(content, "/photo").photo
            adding.add(case.id, photo.id, worker_of(actor))
        except BrokenRule as fault:
            return _again(desk, case, PHOTO_REFUSALS[type(fault)](fault))
        except CaseRefusal as refusal:
            return _again(desk, case, CASE_REFUSALS[type(refusal)](refusal))
        return redirect(f"/desk/cases/{case.id}/photos", 303)

    return pages


def _again(desk: CaseDesk, case: Case, problem: Problem) -> BaseResponse:
    errors = problem.errors or (FieldError("", "refused", problem.shown_detail()),)
    return make_response(_page(desk, case, errors), problem.status)


def _page(desk: CaseDesk, case: Case, errors: Sequence[FieldError]) -> str:
    return render_page(
        "desk/case_photos.html",
        case=case,
        titled=title_of(desk.profile, case),
        album=desk.database.read(lambda conn: Album.of(conn, case.id)),
        errors=errors,
        zone=desk.profile.zone,
    )
