# mypy: disallow-untyped-decorators=False
"""Reports over HTTP: /api/intake/v1/reports and /api/intake/v1/categories."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from flask import Response, request
from sqlalchemy import Connection

from services.contracts.intake_events import Audience
from services.contracts.profile.model import Profile
from services.intake.reports import listing, store
from services.intake.reports.allowance import UNLIMITED, Allowance, Sender, TooManySent
from services.intake.reports.changing.correct import Correct
from services.intake.reports.changing.corrections import Correction
from services.intake.reports.changing.judged import AskedOf, nothing_asked
from services.intake.reports.dangers.first_aid import first_aid
from services.intake.reports.dangers.verdict import DangerVerdict, NoDangerHeard
from services.intake.reports.edge.answers import (
    CorrectedAnswer,
    ProblemTypeListAnswer,
    ReceiptAnswer,
    ReportAnswer,
    ReportListAnswer,
    categories_answer,
    page_answer,
    receipt_answer,
    report_answer,
)
from services.intake.reports.edge.nearby import add_nearby_routes
from services.intake.reports.edge.schemas import (
    VOUCHING_ROLES,
    CorrectionBody,
    DangerBody,
    NewReportBody,
    RelocationBody,
    ReportQuery,
)
from services.intake.reports.edge.suggestions import add_suggesting
from services.intake.reports.faults import (
    BrokenRule,
    FiledByAnother,
    KeyUsedDifferently,
    NotVouched,
    OutsideOfReach,
    RefusedReport,
    UnknownCategory,
)
from services.intake.reports.faults import (
    NoSuchReport as NoSuchReport,
)
from services.intake.reports.in_scope import Reach, RowsOf, WorksOn, by_area, of_any_unit
from services.intake.reports.listing import Page, Wanted
from services.intake.reports.nearby.nearby import EVERYTHING, InPlay
from services.intake.reports.nearby.pictures import Pictures, no_pictures
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.receiving.reporting import Reporting
from services.intake.reports.report import ANYONE, Actor, NewReport, Report
from services.intake.reports.store import Kept
from services.runtime.clock import Clock
from services.runtime.database import Database
from services.runtime.identity.access import EVERYWHERE, Scope, current_actor, public, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext, ngettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def report_routes(
    reporting: Reporting,
    database: Database,
    profile: Profile,
    clock: Clock,
    pictures: Pictures = no_pictures,
    in_play: InPlay = EVERYTHING,
    works_on: WorksOn = by_area,
    allowance: Allowance = UNLIMITED,
    asked_of: AskedOf = nothing_asked,
    of_units: RowsOf = of_any_unit,
) -> Blueprint:
    """The routes of reports and their categories."""
    blueprint = Blueprint(
        "reports",
        __name__,
        url_prefix="/api/intake/v1",
        description="What residents, tables and devices reported",
    )
    categories = _encoded(categories_answer(profile))
    within = within_of(profile)
    _add_correcting(blueprint, reporting.correct, database, works_on, asked_of)
    add_suggesting(blueprint, reporting.assessor, profile)
    add_nearby_routes(blueprint, database, profile, clock, pictures, in_play, works_on)

    @blueprint.post("/reports")
    @public
    @blueprint.arguments(NewReportBody)
    @blueprint.response(201, ReceiptAnswer, description="Accepted and kept")
    @blueprint.alt_response(200, schema=ReceiptAnswer, description="It was sent before")
    @blueprint.alt_response(403, description="`source` and `external_id` need a key")
    @blueprint.alt_response(
        409, description="This client_id or external_id came before, with another report"
    )
    @blueprint.alt_response(429, description="Too many from one address; Retry-After says when")
    def post_report(new: NewReport) -> Response:
        """Report something. Sent again under the same client_id it changes nothing.

        Under an external_id that came before, a next version is kept where something else is
        said. `tracking_token` is null for whoever did not file the report: it opens the
        reporter's page.
        """
        allowance.take_report(sender())
        receipt = reporting.receive.receive(new, reporting_actor(), reach_of(works_on))
        answer = receipt_answer(receipt, first_aid(profile, receipt.danger))
        return _json(answer, 201 if receipt.created else 200)

    @blueprint.get("/reports")
    @public
    @blueprint.arguments(ReportQuery, location="query")
    @blueprint.response(200, ReportListAnswer)
    def list_reports(wanted: Wanted) -> Response:
        """Reports, newest first. Officers see all that they work on, others the public ones."""
        audience, scope = _audience(), current_actor().scope
        if audience == "public":
            page = database.glance(lambda conn: listing.find(conn, wanted, "public", within))
        else:
            look = database.glance if scope == EVERYWHERE else database.read
            mine = replace(wanted, areas=scope.areas, of_units=of_units(scope))
            page = look(lambda conn: _page_of(conn, mine, within, scope, works_on))
        return _json(page_answer(page, audience))

    @blueprint.get("/reports/<report_id>")
    @public
    @blueprint.response(200, ReportAnswer)
    def get_report(report_id: str) -> Response:
        """One report. What is not public is not there for anybody but officers."""
        look = database.glance if current_actor().scope == EVERYWHERE else database.read
        kept, mine = look(lambda conn: _found(conn, report_id, works_on))
        return _json(_one_answer(kept, mine=mine))

    @blueprint.get("/categories")
    @public
    @blueprint.response(200, ProblemTypeListAnswer)
    def list_categories() -> Response:
        """Every category that a report may name, group by group."""
        return Response(categories, mimetype="application/json")

    return blueprint


def _add_correcting(
    blueprint: Blueprint,
    correct: Correct,
    database: Database,
    works_on: WorksOn,
    asked_of: AskedOf,
) -> None:
    def corrected(report: Report) -> Response:
        asked = database.read(lambda conn: asked_of(conn, report.id)) if report.case else None
        return _json({**report_answer(report, "staff"), "case_question": asked})

    @blueprint.post("/reports/<report_id>/category")
    @requires("officer")
    @blueprint.arguments(CorrectionBody)
    @blueprint.response(200, CorrectedAnswer)
    def post_category(correction: Correction, report_id: str) -> Response:
        """Say what a report is about, and why. The suggestion learns from it; an open case asks."""
        number = _mine(database, report_id, works_on)
        report = correct.category(number, correction, reporting_actor())
        return corrected(report)

    @blueprint.post("/reports/<report_id>/place")
    @requires("officer")
    @blueprint.arguments(RelocationBody)
    @blueprint.response(200, CorrectedAnswer)
    def post_place(relocation: Relocation, report_id: str) -> Response:
        """Say where a report is, and why. The address stays as typed; an open case asks."""
        number = _mine(database, report_id, works_on)
        report = correct.place(number, relocation, reporting_actor())
        return corrected(report)

    @blueprint.post("/reports/<report_id>/danger")
    @requires("officer")
    @blueprint.arguments(DangerBody)
    @blueprint.response(200, ReportAnswer)
    @blueprint.alt_response(409, description="Its words speak of no danger")
    def post_danger(verdict: DangerVerdict, report_id: str) -> Response:
        """Say whether a danger that was heard is one, and why. A dismissed one counts no more."""
        number = _mine(database, report_id, works_on)
        report = correct.danger(number, verdict, reporting_actor())
        return _json(report_answer(report, "staff"))


REFUSALS: Refusals = {
    UnknownCategory: lambda fault: Problem(422, errors=field_errors((fault,))),
    NoDangerHeard: lambda _: Problem(409, gettext("The words of this report speak of no danger.")),
    NoSuchReport: lambda _: Problem(404, gettext("There is no such report.")),
    NotVouched: lambda _: Problem(
        403, gettext("Only the key of an officer or a device may name a source.")
    ),
    KeyUsedDifferently: lambda fault: Problem(409, errors=field_errors((fault,))),
    FiledByAnother: lambda fault: Problem(409, errors=field_errors((fault,))),
    OutsideOfReach: lambda fault: Problem(422, errors=field_errors((fault,))),
    RefusedReport: lambda refused: Problem(422, errors=field_errors(refused.broken)),
    TooManySent: lambda refused: Problem(
        429, too_many_sentence(refused.seconds), retry_after=refused.seconds
    ),
}


def field_errors(broken: tuple[BrokenRule, ...]) -> list[FieldError]:
    """Broken rules in the reader's language."""
    return [FieldError(fault.pointer, fault.rule, gettext(fault.detail)) for fault in broken]


def reporting_actor() -> Actor:
    """Who reports in this request."""
    who = current_actor()
    if who.is_anonymous:
        return ANYONE
    return Actor(name=f"{who.role} {who.name}"[:200], vouches=who.may(*VOUCHING_ROLES))


def reach_of(works_on: WorksOn) -> Reach | None:
    """How far the caller reaches; none for who is not of the staff."""
    actor = current_actor()
    return Reach(actor.scope, works_on) if actor.may("officer") else None


def sender(browser: str = "") -> Sender:
    """Where this request comes from; who has a key or an account is known."""
    return Sender(request.remote_addr or "", browser, known=not current_actor().is_anonymous)


def too_many_sentence(seconds: int) -> str:
    """Why nothing was stored, and when it may be tried again."""
    minutes = -(-seconds // 60)
    return ngettext(
        "Very many messages came from your connection. Nothing of this one was stored; please try "
        "again in %(num)d minute, or call us.",
        "Very many messages came from your connection. Nothing of this one was stored; please try "
        "again in %(num)d minutes, or call us.",
        minutes,
    )


def within_of(profile: Profile) -> Callable[[str], Collection[str]]:
    """Names an area and all that lie in it."""
    return _Within(profile)


class _Within:
    """An area and all that lie in it, by the profile; just the code when it is unknown."""

    def __init__(self, profile: Profile) -> None:
        self._below: dict[str, set[str]] = {}
        for code in profile.areas:
            for above in profile.area_path(code):
                self._below.setdefault(above, set()).add(code)

    def __call__(self, area: str) -> set[str]:
        return self._below.get(area, {area})


def _audience() -> Audience:
    return "staff" if current_actor().may("officer") else "public"


def _page_of(
    conn: Connection,
    wanted: Wanted,
    within: Callable[[str], Collection[str]],
    scope: Scope,
    works_on: WorksOn,
) -> Page:
    """What somebody of the staff works on."""
    page = listing.find(conn, wanted, "staff", within)
    if not scope.units:
        return page
    mine = works_on(conn, page.reports, scope)
    return replace(page, reports=[each for each in page.reports if each.id in mine])


def _found(conn: Connection, report_id: str, works_on: WorksOn) -> tuple[Kept | None, bool]:
    """The report, and whether the caller is of the staff and works on it."""
    kept, actor = store.by_id(conn, report_id.upper()), current_actor()
    if kept is None or not actor.may("officer"):
        return kept, False
    return kept, bool(works_on(conn, [kept.report], actor.scope))


def _one_answer(kept: Kept | None, *, mine: bool) -> Mapping[str, Any]:
    """Raises NoSuchReport for what this caller may not see."""
    if kept is not None and mine:
        return report_answer(kept.report, "staff")
    if kept is None or kept.report.audience != "public" or kept.report.erased:
        raise NoSuchReport
    return report_answer(kept.report, "public")


def _mine(database: Database, report_id: str, works_on: WorksOn) -> str:
    """The number of a report that the caller works on. Raises NoSuchReport."""
    kept, mine = database.read(lambda conn: _found(conn, report_id, works_on))
    if kept is None or not mine:
        raise NoSuchReport
    return kept.report.id


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(_encoded(body), status=status, mimetype="application/json")


def _encoded(body: Mapping[str, Any]) -> str:
    # Written here, not through the answer's schema: a list of 100 would cost 20 ms instead of 1.
    return _ENCODER.encode(body)
