"""The officers' inbox, `/desk`: bundles on the left, the opened one on the right."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.case import membership
from services.intake.cases.case.case import Case
from services.intake.cases.case.refusals import CaseRefusal, NoSuchCase, TooLateToUndo
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.inbox.handle_bundle import ACTIONS, UNDO, Action
from services.intake.cases.listing.listing import WantedCases
from services.intake.cases.listing.questions import count_waiting
from services.intake.desk.bundle_view import bundle_view, taken_up
from services.intake.desk.filters.pages import owner_of
from services.intake.desk.filters.waiting import wish_from
from services.intake.desk.forms import (
    errors_of,
    labels_of,
    problem_of,
    saying_for,
    typed_form,
    with_template,
)
from services.intake.desk.office import Office
from services.intake.desk.showing import shown
from services.intake.desk.view import inbox_view
from services.intake.reports.report import Report
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError, Problem

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_FORMS: Final = {"dispatch": "dispatch", "answer": "answer", "decline": "answer", "merge": "merge"}
"""An action, and the part of the form that it reads."""


def desk_pages(office: Office) -> Blueprint:
    """The desk; every page names its role, so a stranger is shown where to sign in."""
    pages = Blueprint("desk", __name__, template_folder=str(TEMPLATES))
    desk = office.cases

    _add_alarms(pages, desk)

    @pages.get("/desk")
    @requires("officer")
    def inbox() -> str:
        return _inbox_page(office, request.args.get("bundle", ""))

    @pages.post("/desk/bundles")
    @requires("officer")
    def handle() -> BaseResponse:
        typed, opened = typed_form(request.form), request.form.get("bundle", "")
        if "insert" in request.form:
            return make_response(_inbox_page(office, opened, form="answer", typed=typed))
        action = next((known for known in _FORMS if known == request.form.get("action")), None)
        if action is None:
            raise Problem(400)
        numbers = request.form.getlist("reports")
        try:
            case = _act(desk, action, numbers, typed)
        except CaseRefusal as refusal:
            problem = problem_of(refusal)
            errors = (*errors_of(problem, _FORMS[action]), *taken_up(desk, refusal))
            page = _inbox_page(office, opened, _FORMS[action], typed, errors)
            return make_response(page, problem.status)
        told = "merged" if action == "merge" else "done"
        return _back(f"{told}={case.id}&bundle={request.form.get('following', '')}")

    @pages.post("/desk/cases/<case_id>/undo")
    @requires("officer")
    def undo(case_id: str) -> BaseResponse:
        given_back = desk.database.read(lambda conn: membership.members(conn, case_id, 1))
        try:
            _undo(desk, case_id)
        except CaseRefusal as refusal:
            problem = problem_of(refusal)
            page = _inbox_page(office, "", errors=errors_of(problem, "undo"))
            return make_response(page, problem.status)
        first = given_back[0].id if given_back else ""
        return _back(f"undone=yes&bundle={first}")

    return pages


def _add_alarms(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.app_context_processor
    def speaking() -> dict[str, Callable[[], Sequence[Report]]]:
        """`alarms()`: dangers that wait for the reader; asked by the tabs."""
        return {"alarms": lambda: desk.inbox.alarms(current_actor().scope)}


def _act(desk: CaseDesk, action: str, numbers: Sequence[str], typed: Mapping[str, str]) -> Case:
    """The case that the reports of a bundle are in afterwards. Raises a CaseRefusal."""
    actor = current_actor()
    known: Action | None = next((each for each in ACTIONS if each == action), None)
    if known is not None:
        said = saying_for(known, typed)
        return desk.handle_bundle.handle(numbers, known, worker_of(actor), said)
    case = desk.seen(typed["case"], actor.scope)
    return desk.join_case.link(case.id, numbers, worker_of(actor))


def _undo(desk: CaseDesk, case_id: str) -> None:
    """Raises what undoing raises; of a case that is not the reader's, that there is none."""
    actor = current_actor()
    try:
        desk.handle_bundle.undo(case_id, worker_of(actor))
    except TooLateToUndo:
        desk.readable(case_id, actor.scope)
        raise


def _back(told: str) -> BaseResponse:
    """The same list, where the officer was."""
    query = wish_from(request.form).query
    return redirect(f"/desk?{query}{'&' if query else ''}{told}", 303)


def _inbox_page(
    office: Office,
    bundle: str,
    form: str = "",
    typed: Mapping[str, str] | None = None,
    errors: tuple[FieldError, ...] = (),
) -> str:
    desk, actor = office.cases, current_actor()
    wish, page = wish_from(request.values), request.args.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    view = inbox_view(desk.inbox.read(actor.scope), bundle, number, wish)
    parts = bundle_view(office, view, actor.scope, language())
    # What was typed for a bundle that is gone must not slip into the next one.
    stays = view.opened is not None and view.opened.id == bundle
    written = dict(typed or {})
    return render_page(
        "desk/inbox.html",
        **shown(desk),
        **parts,
        view=view,
        wish=wish,
        saved=office.filters.of(owner_of(actor), "inbox"),
        corrected=_corrected(desk),
        form=form,
        typed=with_template(written, parts["templates"]) if stays else {},
        left_over="" if stays else "\n".join(filter(None, map(written.get, ("note", "reason")))),
        errors=errors,
        labels=labels_of(form),
        done=_case(desk, "done"),
        merged=_case(desk, "merged"),
        undone="undone" in request.args,
        gone=bool(bundle) and not (view.opened and view.opened.holds(bundle)),
        undo_seconds=int(UNDO.total_seconds()),
    )


def _corrected(desk: CaseDesk) -> int:
    """How many corrections of reports in open cases wait for a decision."""
    wanted = desk.narrowed(WantedCases(), None, current_actor().scope)
    now = desk.clock.now()
    return desk.database.read(lambda conn: count_waiting(conn, wanted, now))


def _case(desk: CaseDesk, name: str) -> Case | None:
    """The case that was just made, while it can be undone, or that was just added to."""
    number = request.args.get(name, "")
    if not number:
        return None
    try:
        case = desk.seen(number, current_actor().scope)
    except NoSuchCase:
        return None
    fresh = name == "merged" or desk.clock.now() - case.opened_at <= UNDO
    return case if fresh and case.reports else None
