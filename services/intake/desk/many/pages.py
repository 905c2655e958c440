"""`/desk/many`: everything that waits in one list, to decline what is ticked with one reason.

What is declined becomes one declined case: its history says who and why, it can be undone for
half a minute and taken up again later, as with a bundle.
"""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from services.intake.cases.case.refusals import CaseRefusal
from services.intake.cases.edge.case_desk import worker_of
from services.intake.desk.forms import errors_of, labels_of, problem_of, saying_for, typed_form
from services.intake.desk.office import Office
from services.intake.desk.showing import shown
from services.intake.feedback.voices import additions_to
from services.intake.reports.report import Report
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.pages import render_page
from services.runtime.web.problems import FieldError

MOST_SHOWN: Final = 200
OUTCOMES: Final = ("not_accepted", "not_ours", "duplicate")


def many_pages(office: Office) -> Blueprint:
    """The page and its form."""
    pages = Blueprint("many", __name__)

    @pages.get("/desk/many")
    @requires("officer")
    def many() -> str:
        return _page(office, {}, (), ())

    @pages.post("/desk/many")
    @requires("officer")
    def decline() -> BaseResponse:
        typed, ticked = typed_form(request.form), request.form.getlist("reports")
        said = saying_for("decline", typed)
        try:
            case = office.cases.handle_bundle.handle(
                ticked, "decline", worker_of(current_actor()), said
            )
        except CaseRefusal as refusal:
            problem = problem_of(refusal)
            page = _page(office, typed, ticked, errors_of(problem, "decline"))
            return make_response(page, problem.status)
        return redirect(f"/desk?done={case.id}", 303)

    return pages


def _page(
    office: Office,
    typed: dict[str, str],
    ticked: Sequence[str],
    errors: tuple[FieldError, ...],
) -> str:
    desk = office.cases
    waiting = _newest_first(
        [
            report
            for bundle in desk.inbox.read(current_actor().scope).bundles
            for report in bundle.reports
        ]
    )
    listed = waiting[:MOST_SHOWN]
    numbers = [report.id for report in listed]
    return render_page(
        "desk/many.html",
        **shown(desk),
        reports=listed,
        additions=desk.database.read(lambda conn: additions_to(conn, numbers)) if numbers else {},
        waiting=len(waiting),
        codes=OUTCOMES,
        ticked=ticked,
        typed=typed,
        errors=errors,
        labels=labels_of("decline"),
    )


def _newest_first(reports: Sequence[Report]) -> list[Report]:
    return sorted(reports, key=lambda report: (report.received_at, report.id), reverse=True)
