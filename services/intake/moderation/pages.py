"""The officers' page of what waits for a look: `/desk/moderation`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import Profile
from services.intake.cases.case.names import title_of
from services.intake.cases.edge.case_desk import worker_of
from services.intake.moderation.answers_to_refusals import MODERATION_REFUSALS
from services.intake.moderation.api import Moderation, kind_of, subject_of
from services.intake.moderation.judge import Decision
from services.intake.moderation.judgement import Item
from services.intake.moderation.read_queue import Opened
from services.intake.moderation.refusals import ModerationRefusal, NothingToJudge
from services.intake.moderation.words import DOUBT_WORDS, USUAL_REASONS, VERDICT_WORDS
from services.intake.reports.numbering.typed_number import typed_number
from services.runtime.identity.access import Scope, current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError, Problem

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_LISTED: Final = 100
"""Items on the page; the others come up as these are judged."""


@dataclass(frozen=True, slots=True)
class _View:
    """What waits, the item that is open, and the one after it."""

    items: Sequence[Item]
    waiting: int
    opened: Opened | None
    following: str


def moderation_pages(moderation: Moderation, profile: Profile) -> Blueprint:
    """One list, one item, one action for it; all of it links, buttons and one field."""
    pages = Blueprint("moderation_desk", __name__, template_folder=str(TEMPLATES))

    @pages.get("/desk/moderation")
    @requires("officer")
    def queue() -> BaseResponse:
        number = request.args.get("number", "").strip()
        wanted = f"report:{typed_number(number)}" if number else request.args.get("item", "")
        view = _view(moderation, wanted, current_actor().scope)
        missing = bool(number) and (view.opened is None or view.opened.item.id != wanted)
        errors = _errors(MODERATION_REFUSALS[NothingToJudge](NothingToJudge())) if missing else ()
        page = _page(moderation, profile, view, errors)
        return make_response(page, 404 if missing else 200)

    @pages.post("/desk/moderation")
    @requires("officer")
    def judge() -> BaseResponse:
        actor, form = current_actor(), request.form
        kind = kind_of(form.get("kind", ""))
        subject = subject_of(kind, form.get("subject", ""))
        try:
            item = moderation.judging.judge(
                kind, subject, _decision(), worker_of(actor).name, actor.scope
            )
        except ModerationRefusal as refusal:
            problem = MODERATION_REFUSALS[type(refusal)](refusal)
            view = _view(moderation, f"{kind}:{subject}", actor.scope)
            page = _page(moderation, profile, view, _errors(problem), form.get("why", ""))
            return make_response(page, problem.status)
        following = form.get("following", "")
        return redirect(f"/desk/moderation?done={item.id}&item={following}", 303)

    return pages


def _decision() -> Decision:
    verdict = request.form.get("verdict")
    why, mark = request.form.get("why", ""), request.form.get("mark", "")
    if verdict == "passed":
        return Decision(verdict="passed", why="", mark=mark)
    if verdict == "withheld":
        return Decision(verdict="withheld", why=why, mark=mark)
    raise Problem(400)


def _view(moderation: Moderation, wanted: str, scope: Scope) -> _View:
    """With what is asked for open, whether it waits or not; else the oldest that waits."""
    queue = moderation.reading.read(scope)
    shown = queue.items[:_LISTED]
    place = next((n for n, item in enumerate(shown) if item.id == wanted), None)
    opened = _opened(moderation, wanted, scope)
    if opened is None and shown:
        place, opened = 0, _opened(moderation, shown[0].id, scope)
    after = 0 if place is None else place + 1
    following = shown[after] if after < len(shown) else (shown[0] if shown and place else None)
    return _View(shown, queue.waiting, opened, following.id if following else "")


def _opened(moderation: Moderation, wanted: str, scope: Scope) -> Opened | None:
    kind, _, subject = wanted.partition(":")
    try:
        return moderation.reading.open(kind_of(kind), subject, scope)
    except NothingToJudge:
        return None


def _page(
    moderation: Moderation,
    profile: Profile,
    view: _View,
    errors: Sequence[FieldError],
    why: str = "",
) -> str:
    said = language()
    areas = profile.areas
    return render_page(
        "desk/moderation.html",
        view=view,
        errors=errors,
        why=why,
        reasons=moderation.reading.reasons,
        done=_opened(moderation, request.args.get("done", ""), current_actor().scope),
        doubts=DOUBT_WORDS,
        verdicts=VERDICT_WORDS,
        usual=USUAL_REASONS,
        kind_name=lambda code: profile.type_words(code).in_language(said),
        area_name=lambda code: areas[code].name.in_language(said) if code in areas else "",
        titled=lambda case: title_of(profile, case),
        zone=profile.zone,
    )


def _errors(problem: Problem) -> tuple[FieldError, ...]:
    """A refusal that names no field is one of the whole form."""
    return problem.errors or (FieldError("", "refused", problem.shown_detail()),)
