"""The desk's verdict on disputes, and what people were told."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.api import CaseDesk, worker_of
from services.intake.cases.listing import WantedCases
from services.intake.cases.steps import steps
from services.intake.feedback.opinion_store import Verdict
from services.intake.feedback.say_opinion import JudgeDispute
from services.intake.notices.listing import newest
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import Problem

_SHOWN = 100


def judging_pages(desk: CaseDesk, judging: JudgeDispute) -> Blueprint:
    """What the forms of a case's page are sent to; they lead back to it."""
    pages = Blueprint("judging", __name__)

    @pages.get("/desk/mailbox")
    @requires("officer")
    def mailbox() -> str:
        wanted = desk.narrowed(WantedCases(), None, current_actor().scope)
        now = desk.clock.now()
        rows = desk.database.read(lambda conn: newest(conn, _SHOWN, wanted, now))
        names = {code: known.name.in_language(language()) for code, known in steps().items()}
        zone = desk.profile.zone
        return render_page("desk/mailbox.html", rows=rows, names=names, zone=zone)

    @pages.post("/desk/cases/<case_id>/disputes")
    @requires("officer")
    def judge(case_id: str) -> BaseResponse:
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        version = request.form.get("version", "")
        judging.judge(
            found.id,
            int(version) if version.isdecimal() and len(version) < 9 else 0,
            _verdict(),
            worker_of(actor),
            request.form.get("reason", ""),
            request.form.get("condition") or None,
        )
        return redirect(f"/desk/cases/{found.id}", 303)

    return pages


def _verdict() -> Verdict:
    said = request.form.get("verdict")
    if said == "upheld":
        return "upheld"
    if said == "rejected":
        return "rejected"
    raise Problem(400)
