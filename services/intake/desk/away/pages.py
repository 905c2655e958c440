"""`/desk/away`: from when to when somebody is away, and who stands in."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.case.refusals import CaseRefusal, MissingDetail
from services.intake.cases.edge.case_desk import worker_of
from services.intake.desk.forms import day_of, errors_of, labels_of, problem_of
from services.intake.desk.office import Office
from services.intake.desk.showing import shown
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError

_FORM = "away"
_FIELDS = ("first_day", "last_day", "deputy")


def away_pages(office: Office) -> Blueprint:
    """The page and its two forms."""
    pages = Blueprint("away", __name__)

    @pages.get("/desk/away")
    @requires("officer")
    def away() -> str:
        return _page(office, {}, ())

    @pages.post("/desk/away")
    @requires("officer")
    def leave() -> BaseResponse:
        typed = {name: request.form.get(name, "") for name in _FIELDS}
        try:
            office.absences.leave(
                worker_of(current_actor()),
                _day(typed, "first_day"),
                _day(typed, "last_day"),
                typed["deputy"],
            )
        except CaseRefusal as refusal:
            problem = problem_of(refusal)
            page = _page(office, typed, errors_of(problem, _FORM))
            return make_response(page, problem.status)
        return redirect("/desk/away", 303)

    @pages.post("/desk/away/back")
    @requires("officer")
    def be_back() -> BaseResponse:
        office.absences.be_back(worker_of(current_actor()))
        return redirect("/desk/away", 303)

    return pages


def _day(typed: Mapping[str, str], name: str) -> date:
    day = day_of(typed[name], name)
    if day is None:
        raise MissingDetail(name, "required")
    return day


def _page(office: Office, typed: Mapping[str, str], errors: tuple[FieldError, ...]) -> str:
    who = worker_of(current_actor())
    every = office.absences.every()
    return render_page(
        "desk/away.html",
        **shown(office.cases),
        typed=typed,
        errors=errors,
        labels=labels_of(_FORM),
        mine=next((each for each in every if each.who == who.name), None),
        mine_to_do=[each for each in every if each.deputy == who.name],
        deputies=[each.name for each in office.absences.deputies(who)],
        today=office.absences.today().isoformat(),
    )
