"""What the small forms on a case's page are sent to; each leads back to the page.

What is refused is shown with everything that was typed, to be mended and sent again.
"""

from collections.abc import Callable, Mapping
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.appeal.appeal import VERDICTS
from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.edge.answers_to_refusals import CASE_REFUSALS
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.edge.parts import mine
from services.intake.cases.splitting.split_report import Part
from services.intake.cases.supporting.support import ENDINGS, Asked
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.i18n import lazy_gettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError, Problem

_ROWS: Final = (1, 2, 3)
_PART: Final = ("category", "description", "area")
_LABELS: Final[Mapping[str, object]] = {
    "unit": lazy_gettext("Supporting unit"),
    "task": lazy_gettext("What it is asked to do"),
    "limit": lazy_gettext("Time limit"),
    "ending": lazy_gettext("Answer"),
    "said": lazy_gettext("What was done, or why not"),
    "reason": lazy_gettext("Reason"),
    **{f"category-{row}": lazy_gettext("Kind of problem") for row in _ROWS},
    **{f"description-{row}": lazy_gettext("What it is") for row in _ROWS},
    **{f"area-{row}": lazy_gettext("Neighbourhood") for row in _ROWS},
}


def side_forms(desk: CaseDesk) -> Blueprint:
    """The forms beside the steps of a case."""
    pages = Blueprint("case_forms", __name__)

    @pages.post("/desk/cases/<case_id>/supports")
    @requires("officer")
    def ask(case_id: str) -> BaseResponse:
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        typed = _typed("unit", "task", "limit")
        return _tried(
            found.id, typed, lambda: desk.supports.ask(found.id, Asked(**typed), worker_of(actor))
        )

    @pages.post("/desk/cases/<case_id>/supports/<int:number>")
    @requires("officer")
    def end(case_id: str, number: int) -> BaseResponse:
        actor = current_actor()
        found = desk.readable(case_id, actor.scope)
        typed = _typed("ending", "said")
        ending = next((known for known in ENDINGS if known == typed["ending"]), None)
        if ending is None:
            raise Problem(400)
        return _tried(
            found.id,
            typed,
            lambda: desk.supports.end(found.id, number, ending, typed["said"], worker_of(actor)),
        )

    @pages.post("/desk/cases/<case_id>/appeals")
    @requires("officer")
    def appeal(case_id: str) -> BaseResponse:
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        typed = _typed("reason")
        return _tried(
            found.id,
            typed,
            lambda: desk.appeals.ask(found.id, typed["reason"], worker_of(actor)),
        )

    @pages.post("/desk/cases/<case_id>/appeals/reviews")
    @requires("officer")
    def review(case_id: str) -> BaseResponse:
        actor = current_actor()
        found = desk.seen(case_id, actor.scope)
        typed = _typed("verdict", "reason")
        verdict = next((known for known in VERDICTS if known == typed["verdict"]), None)
        if verdict is None:
            raise Problem(400)
        return _tried(
            found.id,
            typed,
            lambda: desk.appeals.review(found.id, verdict, typed["reason"], worker_of(actor)),
        )

    _add_splitting(pages, desk)
    return pages


def _add_splitting(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.post("/desk/reports/<report_id>/split")
    @requires("officer")
    def split(report_id: str) -> BaseResponse:
        actor = current_actor()
        number = mine(desk, report_id)
        typed = _typed(*(f"{name}-{row}" for row in _ROWS for name in _PART))
        parts = [
            Part(
                category=typed[f"category-{row}"],
                description=typed[f"description-{row}"],
                area=typed[f"area-{row}"] or None,
            )
            for row in _ROWS
            if typed[f"description-{row}"].strip()
        ]
        return _tried(
            number,
            typed,
            lambda: desk.splitting.split(number, parts, worker_of(actor)),
            back=f"/desk/reports/{number}",
        )


def _tried(
    case_id: str,
    typed: Mapping[str, str],
    use: Callable[[], object],
    back: str | None = None,
) -> BaseResponse:
    """Back to the case, or the same form again with what is wrong about it."""
    back = back or f"/desk/cases/{case_id}"
    try:
        use()
    except CaseRefusal as refusal:
        problem = CASE_REFUSALS[type(refusal)](refusal)
        errors = problem.errors or (FieldError("", "refused", problem.shown_detail()),)
        page = render_page(
            "desk/again.html",
            case_id=case_id,
            typed=typed,
            labels=_LABELS,
            errors=errors,
            back=back,
        )
        return make_response(page, problem.status)
    return redirect(back, 303)


def _typed(*names: str) -> dict[str, str]:
    """PostgreSQL cannot keep NUL."""
    return {name: request.form.get(name, "").replace("\r\n", "\n") for name in names}
