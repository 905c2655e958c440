"""The officers' pages: `/desk` (the inbox), `/desk/cases` and `/desk/cases/<id>`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.case_events import CASE_STATES
from services.intake.cases import listing
from services.intake.cases.answers_to_refusals import CASE_REFUSALS
from services.intake.cases.api import CaseDesk, worker_of
from services.intake.cases.case import Case
from services.intake.cases.inbox.handle_bundle import ACTIONS, UNDO
from services.intake.cases.listing import WantedCases
from services.intake.cases.refusals import CaseRefusal, NoSuchCase
from services.intake.cases.schemas import cursor_of, position_of
from services.intake.cases.steps import steps, steps_from
from services.intake.desk.forms import FIELDS, saying, saying_for
from services.intake.desk.showing import shown
from services.intake.desk.view import condition_choices, inbox_view, unit_choices
from services.intake.feedback import opinion_store
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page
from services.runtime.web.paging import read_cursor
from services.runtime.web.problems import FieldError, Problem

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_MEMBERS: Final = 200
_PAGE: Final = 50


def desk_pages(desk: CaseDesk) -> Blueprint:
    """The desk; every page names its role, so a stranger is shown where to sign in."""
    pages = Blueprint("desk", __name__, template_folder=str(TEMPLATES))
    _add_inbox(pages, desk)
    _add_cases(pages, desk)
    _add_case(pages, desk)
    return pages


def _add_inbox(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.get("/desk")
    @requires("officer")
    def inbox() -> str:
        return _inbox_page(desk, request.args.get("bundle", ""), {}, ())

    @pages.post("/desk/bundles")
    @requires("officer")
    def handle() -> BaseResponse:
        action = next((known for known in ACTIONS if known == request.form.get("action")), None)
        if action is None:
            raise Problem(400)
        typed = _typed()
        numbers = request.form.getlist("reports")
        try:
            case = desk.handle_bundle.handle(
                numbers, action, worker_of(current_actor()), saying_for(action, typed)
            )
        except CaseRefusal as refusal:
            problem = _problem(refusal)
            opened = request.form.get("bundle", "")
            page = _inbox_page(desk, opened, typed, _errors(problem))
            return make_response(page, problem.status)
        following = request.form.get("following", "")
        return redirect(f"/desk?done={case.id}&bundle={following}", 303)

    @pages.post("/desk/cases/<case_id>/undo")
    @requires("officer")
    def undo(case_id: str) -> BaseResponse:
        try:
            desk.handle_bundle.undo(case_id, worker_of(current_actor()))
        except CaseRefusal as refusal:
            problem = _problem(refusal)
            return make_response(_inbox_page(desk, "", {}, _errors(problem)), problem.status)
        return redirect("/desk?undone=yes", 303)


def _add_cases(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.get("/desk/cases")
    @requires("officer")
    def cases() -> str:
        chosen = {name: request.args.get(name, "") for name in ("state", "unit", "late")}
        scope = current_actor().scope
        wanted = desk.narrowed(_wanted(chosen), request.args.get("area") or None, scope)
        everything = desk.narrowed(WantedCases(), None, scope)
        now = desk.clock.now()
        page, counts = desk.database.read(
            lambda conn: (
                listing.find(conn, wanted, now),
                listing.count_by_state(conn, everything, now),
            )
        )
        return render_page(
            "desk/cases.html",
            **shown(desk),
            page=page,
            counts=counts,
            chosen=chosen,
            cursor=cursor_of(page.after),
            units=sorted(
                (code, unit.name.in_language(language()))
                for code, unit in desk.profile.responsible_units.items()
            ),
        )


def _add_case(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.get("/desk/cases/<case_id>")
    @requires("officer")
    def case(case_id: str) -> str:
        return _case_page(desk, desk.seen(case_id, current_actor().scope), "", {}, ())

    @pages.post("/desk/cases/<case_id>/steps")
    @requires("officer")
    def take(case_id: str) -> BaseResponse:
        found = desk.seen(case_id, current_actor().scope)
        code, typed = request.form.get("step", ""), _typed()
        version = request.form.get("version", "")
        try:
            desk.take_step.take(
                found.id,
                int(version) if version.isdecimal() and len(version) < 9 else 0,
                code,
                worker_of(current_actor()),
                saying(typed),
            )
        except CaseRefusal as refusal:
            problem = _problem(refusal)
            again = desk.seen(case_id, current_actor().scope)
            page = _case_page(desk, again, code, typed, _errors(problem))
            return make_response(page, problem.status)
        return redirect(f"/desk/cases/{found.id}", 303)


def _inbox_page(
    desk: CaseDesk, bundle: str, typed: Mapping[str, str], errors: tuple[FieldError, ...]
) -> str:
    page = request.args.get("page", "1")
    view = inbox_view(
        desk.inbox.read(current_actor().scope),
        bundle,
        int(page) if page.isdecimal() and len(page) < 6 else 1,
        request.args.get("group"),
    )
    opened = view.opened
    area = opened.leading.place.area if opened else None
    return render_page(
        "desk/inbox.html",
        **shown(desk),
        view=view,
        typed=typed,
        errors=errors,
        done=_done(desk),
        undo_seconds=int(UNDO.total_seconds()),
        units=unit_choices(desk.profile, opened.category, area, language()) if opened else [],
        conditions=condition_choices(desk.profile, opened.category, language()) if opened else [],
        groups=[
            (code, group.name.in_language(language()))
            for code, group in desk.profile.groups.items()
        ],
        group=request.args.get("group", ""),
    )


def _done(desk: CaseDesk) -> Case | None:
    """The case that was just made, while it can be undone."""
    number = request.args.get("done", "")
    if not number:
        return None
    try:
        case = desk.seen(number, current_actor().scope)
    except NoSuchCase:
        return None
    return case if desk.clock.now() - case.opened_at <= UNDO and case.reports else None


def _case_page(
    desk: CaseDesk,
    case: Case,
    step: str,
    typed: Mapping[str, str],
    errors: tuple[FieldError, ...],
) -> str:
    history, members = desk.parts(case)
    return render_page(
        "desk/case.html",
        **shown(desk),
        case=case,
        history=history,
        opinions=desk.database.read(lambda conn: opinion_store.of_case(conn, case.id)),
        members=members,
        allowed=steps_from(case.state),
        step_names={code: known.name.in_language(language()) for code, known in steps().items()},
        taken=step,
        typed=typed,
        errors=errors,
        units=unit_choices(desk.profile, case.category, case.area, language()),
        conditions=condition_choices(desk.profile, case.category, language()),
    )


def _wanted(chosen: Mapping[str, str]) -> WantedCases:
    states = tuple(code for code in CASE_STATES if code not in ("closed", "void"))
    if chosen["state"] in CASE_STATES:
        states = (chosen["state"],)
    cursor = request.args.get("cursor")
    return WantedCases(
        states=states,
        units=(chosen["unit"],) if chosen["unit"] else None,
        late=True if chosen["late"] else None,
        after=position_of(read_cursor(cursor)) if cursor else None,
        limit=_PAGE,
    )


def _typed() -> dict[str, str]:
    return {name: request.form.get(name, "").replace("\r\n", "\n") for name in FIELDS}


def _problem(refusal: CaseRefusal) -> Problem:
    return CASE_REFUSALS[type(refusal)](refusal)


def _errors(problem: Problem) -> tuple[FieldError, ...]:
    """A refusal that names no field is shown as one of the whole form."""
    return problem.errors or (FieldError("", "refused", problem.shown_detail()),)
