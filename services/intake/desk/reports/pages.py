"""`/desk/reports`: what waits to be catalogued, and one report with its corrections."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, make_response, redirect, request
from marshmallow import ValidationError
from werkzeug.wrappers import Response as BaseResponse

from services.contracts.profile.model import OTHER
from services.intake.cases.case.dispatching import is_for
from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.edge.case_desk import CaseDesk
from services.intake.cases.supporting.works_on import of_units
from services.intake.desk.forms import problem_of
from services.intake.desk.reports.report_view import (
    area_choices,
    kind_choices,
    report_view,
    typed_first,
)
from services.intake.desk.reports.same_case import put_together
from services.intake.desk.showing import shown
from services.intake.reports import listing
from services.intake.reports.changing.correct import Correct
from services.intake.reports.contacts import Private
from services.intake.reports.disclosing import Disclose
from services.intake.reports.edge.answers import cursor_after
from services.intake.reports.edge.api import field_errors, reporting_actor, within_of
from services.intake.reports.edge.schemas import (
    CorrectionBody,
    DangerBody,
    RelocationForm,
    ReportQuery,
)
from services.intake.reports.faults import BrokenRule, NoSuchReport, RefusedReport
from services.intake.reports.report import DATUMS
from services.runtime.identity.access import current_actor, requires
from services.runtime.web import faults
from services.runtime.web.i18n import language, lazy_gettext
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError

Errors = tuple[FieldError, ...]
_LABELS: Mapping[str, object] = {
    "category": lazy_gettext("Kind of problem"),
    "area": lazy_gettext("Neighbourhood"),
    "lat": lazy_gettext("Latitude"),
    "long": lazy_gettext("Longitude"),
    "datum": lazy_gettext("Datum"),
    "why": lazy_gettext("Reason"),
    "reports": lazy_gettext("Reports"),
}


def report_pages(desk: CaseDesk, correct: Correct) -> Blueprint:
    """The pages about single reports; every one names its role."""
    pages = Blueprint("desk_reports", __name__)
    _add_reading(pages, desk)
    _add_acting(pages, desk, correct)
    _add_judging(pages, desk, correct)
    _add_disclosing(pages, desk)
    return pages


def _add_reading(pages: Blueprint, desk: CaseDesk) -> None:
    @pages.get("/desk/reports")
    @requires("officer")
    def uncatalogued() -> str:
        return _list_page(desk)

    @pages.get("/desk/reports/<number>")
    @requires("officer")
    def report(number: str) -> str:
        return _page(desk, number, "", {}, ())


def _add_acting(pages: Blueprint, desk: CaseDesk, correct: Correct) -> None:
    @pages.post("/desk/reports/<number>/category")
    @requires("officer")
    def category(number: str) -> BaseResponse:
        def act(said: Mapping[str, str]) -> object:
            correction = CorrectionBody().load(said)
            return correct.category(number.upper(), correction, reporting_actor())

        return _acted(desk, number, "category", ("category", "why"), act)

    @pages.post("/desk/reports/<number>/place")
    @requires("officer")
    def place(number: str) -> BaseResponse:
        def act(said: Mapping[str, str]) -> object:
            relocation = RelocationForm().load({name: text for name, text in said.items() if text})
            return correct.place(number.upper(), relocation, reporting_actor())

        return _acted(desk, number, "place", ("area", "lat", "long", "datum", "why"), act)

    @pages.post("/desk/reports/<number>/same")
    @requires("officer")
    def same(number: str) -> BaseResponse:
        chosen = request.form.getlist("reports")

        def act(_: Mapping[str, str]) -> object:
            return put_together(desk, number.upper(), chosen, current_actor())

        return _acted(desk, number, "same", (), act)


def _add_judging(pages: Blueprint, desk: CaseDesk, correct: Correct) -> None:
    @pages.post("/desk/reports/<number>/danger")
    @requires("officer")
    def danger(number: str) -> BaseResponse:
        def act(said: Mapping[str, str]) -> object:
            verdict = DangerBody().load(said)
            return correct.danger(number.upper(), verdict, reporting_actor())

        return _acted(desk, number, "danger", ("judged", "why"), act)


def _add_disclosing(pages: Blueprint, desk: CaseDesk) -> None:
    disclose = Disclose(desk.database, desk.clock, lambda text: desk.take_step.mask(text).text)

    @pages.post("/desk/reports/<number>/contact")
    @requires("officer")
    def contact(number: str) -> BaseResponse:
        """Shown in the answer alone: no address leads to it, and whoever loads it anew is noted
        anew."""
        view = report_view(desk, number, current_actor(), language())
        if view is None:
            raise NoSuchReport
        why = request.form.get("why", "")
        try:
            private = disclose.show(view.report.id, reporting_actor().name, why)
        except BrokenRule as fault:
            errors = tuple(field_errors((fault,)))
            return make_response(_page(desk, number, "contact", {"why": why}, errors), 422)
        return make_response(_page(desk, number, "contact", {}, (), private))


def _acted(
    desk: CaseDesk,
    number: str,
    form: str,
    names: tuple[str, ...],
    act: Callable[[Mapping[str, str]], object],
) -> BaseResponse:
    """Do it and show the report as it is then; refused, the page keeps what was typed."""
    if report_view(desk, number, current_actor(), language()) is None:
        raise NoSuchReport
    typed = {name: request.form.get(name, "").strip() for name in names}
    errors: Errors
    try:
        act(typed)
    except ValidationError as refused:
        errors, status = tuple(faults.field_errors(refused.messages)), 422
    except RefusedReport as refused:
        errors, status = tuple(field_errors(refused.broken)), 422
    except BrokenRule as fault:
        errors, status = tuple(field_errors((fault,))), 422
    except CaseRefusal as refusal:
        problem = problem_of(refusal)
        whole = (FieldError("/reports", "refused", problem.shown_detail()),)
        errors, status = tuple(problem.errors) or whole, problem.status
    else:
        return redirect(f"/desk/reports/{number.upper()}", 303)
    return make_response(_page(desk, number, form, typed, errors), status)


def _page(
    desk: CaseDesk,
    number: str,
    form: str,
    typed: Mapping[str, str],
    errors: Errors,
    private: Private | None = None,
) -> str:
    view = report_view(desk, number, current_actor(), language())
    if view is None:
        raise NoSuchReport
    at_its_field = tuple(
        FieldError(f"/{form}-{error.pointer.lstrip('/')}", error.rule, error.detail)
        for error in errors
    )
    return render_page(
        "desk/report.html",
        **shown(desk),
        view=view,
        report=view.report,
        questions=view.questions,
        taken=form,
        private=private,
        typed={**typed_first(view.report), **typed},
        errors=at_its_field,
        labels={f"{form}-{name}": label for name, label in _LABELS.items()},
        kinds=kind_choices(desk.profile, language()),
        areas=area_choices(desk.profile, language()),
        datums=[(datum, datum.upper()) for datum in DATUMS],
    )


def _list_page(desk: CaseDesk) -> str:
    scope = current_actor().scope
    asked = {"category": OTHER, "cursor": request.args.get("cursor")}
    wanted = ReportQuery().load({name: said for name, said in asked.items() if said})
    wanted = replace(wanted, areas=scope.areas, of_units=of_units(desk.profile)(scope))
    within = within_of(desk.profile)
    page = desk.database.read(lambda conn: listing.find(conn, wanted, "staff", within))
    return render_page(
        "desk/reports.html",
        **shown(desk),
        reports=[
            report
            for report in page.reports
            if not report.erased and is_for(desk.profile, report, scope.units)
        ],
        cursor=cursor_after(page),
    )
