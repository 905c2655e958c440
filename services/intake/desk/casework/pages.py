"""`/desk/cases`: the list with the opened case beside it, a case's own page, and its forms."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.case.case import Case, Worker
from services.intake.cases.case.refusals import CaseMoved, CaseRefusal, NoSuchCase
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.edge.schemas import cursor_of, position_of
from services.intake.cases.holding.holding import names_of
from services.intake.cases.listing import listing
from services.intake.cases.listing.listing import CasePage, WantedCases
from services.intake.cases.questions.decide import Decided
from services.intake.cases.questions.question import DECISIONS
from services.intake.cases.supporting.support import Support
from services.intake.desk.casework.case_view import case_view
from services.intake.desk.casework.deciding import to_decide
from services.intake.desk.casework.said import NOTHING, Refused
from services.intake.desk.casework.step_photo import FIELD, ROOM, with_photo
from services.intake.desk.casework.verdicts import verdict_of
from services.intake.desk.filters.listed import Chosen, chosen_from
from services.intake.desk.filters.pages import owner_of
from services.intake.desk.forms import day_of, errors_of, problem_of, saying, typed_form, version_of
from services.intake.desk.office import Office
from services.intake.desk.showing import shown
from services.intake.desk.view import districts
from services.intake.feedback.say_opinion import OpinionRefusal
from services.intake.reports.numbering.typed_number import typed_number
from services.runtime.identity.access import Scope, current_actor, requires
from services.runtime.web.bodies import accepts_body
from services.runtime.web.i18n import language
from services.runtime.web.pages import render_page
from services.runtime.web.paging import read_cursor
from services.runtime.web.problems import Problem

Act = Callable[[Case, int, Worker, Mapping[str, str]], object]
"""What a form of a case asks for: from which case and version, by whom, with what was typed."""


def casework_pages(office: Office) -> Blueprint:
    """The pages about cases; every one names its role."""
    pages = Blueprint("casework", __name__)
    _add_reading(pages, office)
    _add_acting(pages, office)
    _add_talking(pages, office)
    _add_deciding(pages, office)
    return pages


def _add_reading(pages: Blueprint, office: Office) -> None:
    @pages.get("/desk/cases")
    @requires("officer")
    def cases() -> str:
        return _list_page(office, chosen_from(request.args), request.args.get("case", ""), NOTHING)

    @pages.get("/desk/cases/<case_id>")
    @requires("officer")
    def case(case_id: str) -> str:
        return _case_page(office, office.cases.readable(case_id, current_actor().scope), NOTHING)


def _add_acting(pages: Blueprint, office: Office) -> None:
    desk = office.cases

    @pages.post("/desk/cases/<case_id>/steps")
    @requires("officer")
    @accepts_body(ROOM)
    def take(case_id: str) -> BaseResponse:
        code = request.form.get("step", "")

        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:
            return desk.take_step.take(case.id, version, code, who, saying(typed))

        return _acted(office, case_id, code, act)

    @pages.post("/desk/cases/<case_id>/assignee")
    @requires("officer")
    def hold(case_id: str) -> BaseResponse:
        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:
            holder = {"claim": who.name, "release": None}.get(typed["holding"], typed["assignee"])
            return office.holding.hold(case.id, version, who, holder)

        return _acted(office, case_id, "assignee", act)

    @pages.post("/desk/cases/<case_id>/due-day")
    @requires("officer")
    def set_day(case_id: str) -> BaseResponse:
        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:
            day = day_of(typed["due_on"].strip(), "due_on")
            return office.due_day.set(case.id, version, who, day, typed["reason"])

        return _acted(office, case_id, "due", act)


def _add_talking(pages: Blueprint, office: Office) -> None:
    @pages.post("/desk/cases/<case_id>/notes")
    @requires("officer")
    def note(case_id: str) -> BaseResponse:
        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:  # noqa: ARG001
            return office.notes.write(case.id, who, typed["text"])

        return _acted(office, case_id, "note", act)

    @pages.post("/desk/cases/<case_id>/reports")
    @requires("officer")
    def merge(case_id: str) -> BaseResponse:
        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:  # noqa: ARG001
            numbers = re.split(r"[\s,，、]+", typed["numbers"].strip())
            return office.cases.join_case.link(case.id, [each for each in numbers if each], who)

        return _acted(office, case_id, "merge", act)

    @pages.post("/desk/cases/<case_id>/disputes")
    @requires("officer")
    def judge(case_id: str) -> BaseResponse:
        verdict = verdict_of(request.form.get("verdict"))

        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:
            condition = typed["condition"] or None
            return office.judging.judge(case.id, version, verdict, who, typed["reason"], condition)

        return _acted(office, case_id, "verdict", act)


def _add_deciding(pages: Blueprint, office: Office) -> None:
    @pages.post("/desk/cases/<case_id>/questions/<number>")
    @requires("officer")
    def decide(case_id: str, number: str) -> BaseResponse:
        decision = next((each for each in DECISIONS if each == request.form.get("decision")), None)
        if decision is None:
            raise Problem(400)

        def act(case: Case, version: int, who: Worker, typed: Mapping[str, str]) -> object:  # noqa: ARG001
            decided = Decided(
                decision=decision,
                version=version_of(request.form.get("asked", "")),
                condition=typed["condition"] or None,
                reason=typed["reason"],
            )
            return office.cases.questions.decide(case.id, number, decided, who)

        return _acted(office, case_id, f"asked-{number}", act)


def _acted(office: Office, case_id: str, form: str, act: Act) -> BaseResponse:
    """Do it and lead back to where the officer was; refused, the page keeps what was typed."""
    actor = current_actor()
    found = office.cases.seen(case_id, actor.scope)
    typed, version = typed_form(request.form), version_of(request.form.get("version", ""))
    try:
        typed = with_photo(typed, request.files.get(FIELD), office.receive_photo)
    except Problem as fault:
        refused = Refused(step=form, typed=typed, errors=errors_of(fault, form))
        return make_response(_again(office, found, refused), fault.status)
    if typed["insert"]:
        return make_response(_again(office, found, Refused(step=form, typed=typed)))
    try:
        act(found, version, worker_of(actor), typed)
    except (CaseRefusal, OpinionRefusal) as refusal:
        problem = problem_of(refusal)
        old = version if isinstance(refusal, CaseMoved) or version != found.version else None
        refused = Refused(step=form, typed=typed, errors=errors_of(problem, form), version=old)
        again = office.cases.seen(case_id, actor.scope)
        return make_response(_again(office, again, refused), problem.status)
    return redirect(_back(office, found.id), 303)


def _back(office: Office, case_id: str) -> str:
    """Where the form stood: the page of a report, the list with the case beside it, else the case's
    own page; the list where the case is nobody's to see here any more."""
    try:
        office.cases.readable(case_id, current_actor().scope)
    except NoSuchCase:
        return "/desk/cases"
    if report := request.form.get("report"):
        return f"/desk/reports/{typed_number(report)}"
    if "list" not in request.form:
        return f"/desk/cases/{case_id}"
    query = chosen_from(_listed()).query
    return f"/desk/cases?{query}{'&' if query else ''}case={case_id}"


def _again(office: Office, case: Case, refused: Refused) -> str:
    if "list" not in request.form:
        return _case_page(office, case, refused)
    return _list_page(office, chosen_from(_listed()), case.id, refused)


def _listed() -> Mapping[str, str]:
    """The filters of the list that a form stood beside."""
    return {
        name.removeprefix("list-"): value
        for name, value in request.form.items()
        if name.startswith("list-")
    }


def _list_page(office: Office, chosen: Chosen, opened: str, refused: Refused) -> str:
    desk, actor = office.cases, current_actor()
    page, counts = _found(office, chosen)
    case = _opened(office, page, opened)
    parts = _parts(office, case, refused) if case else {"errors": (), "labels": {}, "case": None}
    units = [
        (code, unit.name.in_language(language()))
        for code, unit in desk.profile.responsible_units.items()
        if actor.scope.holds_unit(code)
    ]
    return render_page(
        "desk/cases.html",
        **shown(desk),
        **parts,
        page=page,
        asked=_asked_of(desk, actor.scope),
        undecided=to_decide(desk, worker_of(actor), actor.scope),
        counts=counts,
        chosen=chosen,
        is_chosen=bool(opened),
        saved=office.filters.of(owner_of(actor), "cases"),
        districts=districts(desk.profile, actor.scope, language()),
        cursor=cursor_of(page.after),
        units_shown=sorted(units, key=lambda pair: pair[1]),
        groups=[(code, g.name.in_language(language())) for code, g in desk.profile.groups.items()],
    )


def _asked_of(desk: CaseDesk, scope: Scope) -> Sequence[Support]:
    """What other units ask of those that somebody works for."""
    mine = desk.narrowed(WantedCases(), None, scope)
    return desk.supports.waiting(mine.units, mine.areas) if mine.units else ()


def _found(office: Office, chosen: Chosen) -> tuple[CasePage, Mapping[str, int]]:
    desk, actor = office.cases, current_actor()
    mine: tuple[str, ...] = ()
    if chosen.holder == "mine":
        absences, today = office.absences.every(), office.absences.today()
        mine = names_of(worker_of(actor).name, absences, today)
    cursor = request.args.get("cursor")
    after = position_of(read_cursor(cursor)) if cursor else None
    area = chosen.area or None
    wanted = desk.narrowed(chosen.wanted(mine, after), area, actor.scope)
    everything = desk.narrowed(WantedCases(), None, actor.scope)
    now = desk.clock.now()
    return desk.database.read(
        lambda conn: (
            listing.find(conn, wanted, now),
            listing.count_by_state(conn, everything, now),
        )
    )


def _opened(office: Office, page: CasePage, wanted: str) -> Case | None:
    """The case that was asked for, though it may have left the list; else the first one."""
    if wanted:
        try:
            return office.cases.seen(wanted, current_actor().scope)
        except NoSuchCase:
            pass
    return page.cases[0] if page.cases else None


def _case_page(office: Office, case: Case, refused: Refused) -> str:
    parts = _parts(office, case, refused)
    return render_page("desk/case.html", **shown(office.cases), **parts)


def _parts(office: Office, case: Case, refused: Refused) -> Mapping[str, Any]:
    return case_view(office, case, worker_of(current_actor()), refused, language())
