"""`/desk/imports`: a table is handed in, looked at, taken over, and its answer read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.reports.edge.api import reporting_actor
from services.intake.sources.preset import load_presets
from services.intake.sources.uploads.hand_in import LARGEST, HandIn, NoSuchUpload, UploadMoved
from services.intake.sources.uploads.upload import Upload
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.bodies import accepts_body
from services.runtime.web.i18n import gettext, language, lazy_gettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals

_FORM_ROOM: Final = 64 * 1024
_MEGABYTE: Final = 1024 * 1024
_SHOWN: Final = 200
"""Errors on the page; the command line and the API list more."""
STATE_WORDS: Final[Mapping[str, object]] = {
    "looked_at": lazy_gettext("looked at, nothing taken over"),
    "unread": lazy_gettext("could not be read"),
    "waiting": lazy_gettext("being taken over"),
    "done": lazy_gettext("taken over"),
    "failed": lazy_gettext("could not be taken over"),
}


def upload_pages(handing_in: HandIn) -> Blueprint:
    """Plain forms; they need no script."""
    pages = Blueprint("uploads", __name__)
    profile = handing_in.importer.profile

    @pages.get("/desk/imports")
    @requires("officer")
    def imports() -> str:
        return _list(handing_in, (), "")

    @pages.post("/desk/imports")
    @requires("officer")
    @accepts_body(LARGEST + _FORM_ROOM)
    def look() -> BaseResponse:
        preset, name, content = request.form.get("preset", ""), *_file()
        if fault := _fault(name, content):
            return make_response(_list(handing_in, (fault,), preset), 422)
        who, scope = reporting_actor(), current_actor().scope
        return _after(handing_in.look(name, content, preset or None, who, scope), profile)

    @pages.get("/desk/imports/<upload_id>")
    @requires("officer")
    def one(upload_id: str) -> str:
        return _one(handing_in.of(upload_id, reporting_actor(), current_actor().scope), profile)

    @pages.post("/desk/imports/<upload_id>")
    @requires("officer")
    def go_on(upload_id: str) -> BaseResponse:
        who, scope = reporting_actor(), current_actor().scope
        if request.form.get("action") == "take_over":
            return _after(handing_in.take_over(upload_id, who, scope), profile)
        preset = request.form.get("preset", "") or None
        return _after(handing_in.look_again(upload_id, preset, who, scope), profile)

    return pages


def _file() -> tuple[str, bytes]:
    file = request.files.get("file")
    if file is None or not file.filename:
        return "", b""
    return file.filename, file.stream.read()


def _after(upload: Upload, profile: Profile) -> BaseResponse:
    """To its page; where it could not be read, that page says why at once."""
    if upload.state == "unread":
        return make_response(_one(upload, profile), 422)
    return redirect(f"/desk/imports/{upload.id}", 303)


def _fault(name: str, content: bytes) -> FieldError | None:
    if not name:
        return FieldError("/file", "required", gettext("Please choose the file with the table."))
    if not content:
        return FieldError("/file", "empty", gettext("The file is empty."))
    if len(content) > LARGEST:
        most = LARGEST // _MEGABYTE
        return FieldError(
            "/file", "size", gettext("At most %(most)s MB can be sent here.", most=most)
        )
    return None


def _list(handing_in: HandIn, errors: Sequence[FieldError], preset: str) -> str:
    return render_page(
        "desk/imports.html",
        uploads=handing_in.newest(reporting_actor(), current_actor().scope),
        states=STATE_WORDS,
        presets=_presets(),
        values={"preset": preset},
        errors=errors,
        most=LARGEST // _MEGABYTE,
        zone=handing_in.importer.profile.zone,
    )


def _one(upload: Upload, profile: Profile) -> str:
    answer = upload.answer or {}
    problem = answer.get("problem")
    errors = [FieldError("/preset", "readable_table", _said(problem))] if problem else []
    faults = [{**each, "detail": _said(each["detail"])} for each in answer.get("errors", ())]
    return render_page(
        "desk/import.html",
        upload=upload,
        answer=answer,
        faults=faults[:_SHOWN],
        left_off=len(faults[_SHOWN:]) + int(answer.get("errors_left_off", 0)),
        states=STATE_WORDS,
        presets=_presets(),
        values={"preset": upload.preset or ""},
        errors=errors,
        zone=profile.zone,
        matched=profile.name.in_language(language()),
    )


def _said(words: Mapping[str, Any]) -> str:
    return gettext(words["sentence"], **words["values"])


def _presets() -> Sequence[tuple[str, str]]:
    return [(name, each.title.in_language(language())) for name, each in load_presets().items()]


UPLOAD_REFUSALS: Refusals = {
    NoSuchUpload: lambda _: Problem(404, gettext("There is no such table.")),
    UploadMoved: lambda _: Problem(
        409,
        gettext("This table is being taken over already, or its file is gone; hand it in again."),
    ),
}
