# mypy: disallow-untyped-decorators=False
"""Reports over HTTP: /api/intake/v1/reports and /api/intake/v1/categories."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from flask import Response

from services.contracts.intake_events import Audience
from services.contracts.profile.model import Profile
from services.intake.reports import listing, store
from services.intake.reports.answers import (
    ProblemTypeListAnswer,
    ReceiptAnswer,
    ReportAnswer,
    ReportListAnswer,
    categories_answer,
    page_answer,
    receipt_answer,
    report_answer,
)
from services.intake.reports.corrections import Correction
from services.intake.reports.faults import (
    BrokenRule,
    KeyUsedDifferently,
    NotVouched,
    RefusedReport,
    UnknownCategory,
)
from services.intake.reports.faults import (
    NoSuchReport as NoSuchReport,
)
from services.intake.reports.in_scope import in_scope
from services.intake.reports.listing import Wanted
from services.intake.reports.nearby.api import add_nearby_routes
from services.intake.reports.nearby.nearby import EVERYTHING, InPlay
from services.intake.reports.nearby.pictures import Pictures, no_pictures
from services.intake.reports.place.relocation import Relocation
from services.intake.reports.receive import Receive
from services.intake.reports.report import ANYONE, Actor, NewReport
from services.intake.reports.schemas import (
    VOUCHING_ROLES,
    CorrectionBody,
    NewReportBody,
    RelocationBody,
    ReportQuery,
)
from services.intake.reports.store import Kept
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, public, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.refusals import Refusals

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def report_routes(
    receive: Receive,
    database: Database,
    profile: Profile,
    pictures: Pictures = no_pictures,
    in_play: InPlay = EVERYTHING,
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
    add_nearby_routes(blueprint, database, profile, pictures, in_play)

    @blueprint.post("/reports")
    @public
    @blueprint.arguments(NewReportBody)
    @blueprint.response(201, ReceiptAnswer, description="Accepted and kept")
    @blueprint.alt_response(200, schema=ReceiptAnswer, description="It was sent before")
    @blueprint.alt_response(403, description="`source` and `external_id` need a key")
    def post_report(new: NewReport) -> Response:
        """Report something. Sent again under the same client_id it changes nothing."""
        receipt = receive.receive(new, reporting_actor())
        return _json(receipt_answer(receipt), 201 if receipt.created else 200)

    @blueprint.get("/reports")
    @public
    @blueprint.arguments(ReportQuery, location="query")
    @blueprint.response(200, ReportListAnswer)
    def list_reports(wanted: Wanted) -> Response:
        """Reports, newest first. Officers see all of their areas, others the public ones."""
        audience = _audience()
        mine = replace(wanted, areas=_areas_of(audience))
        page = database.glance(lambda conn: listing.find(conn, mine, audience, within))
        return _json(page_answer(page, audience))

    @blueprint.get("/reports/<report_id>")
    @public
    @blueprint.response(200, ReportAnswer)
    def get_report(report_id: str) -> Response:
        """One report. What is not public is not there for anybody but officers."""
        kept = database.glance(lambda conn: store.by_id(conn, report_id.upper()))
        return _json(_one_answer(kept))

    @blueprint.post("/reports/<report_id>/category")
    @requires("officer")
    @blueprint.arguments(CorrectionBody)
    @blueprint.response(200, ReportAnswer)
    def post_category(correction: Correction, report_id: str) -> Response:
        """Say what a report is about, and why. The suggestion learns from it."""
        number = _mine(database, report_id)
        report = receive.correct_category(number, correction, reporting_actor())
        return _json(report_answer(report, "staff"))

    @blueprint.post("/reports/<report_id>/place")
    @requires("officer")
    @blueprint.arguments(RelocationBody)
    @blueprint.response(200, ReportAnswer)
    def post_place(relocation: Relocation, report_id: str) -> Response:
        """Say where a report is, and why. The address stays as it was typed."""
        number = _mine(database, report_id)
        report = receive.correct_place(number, relocation, reporting_actor())
        return _json(report_answer(report, "staff"))

    @blueprint.get("/categories")
    @public
    @blueprint.response(200, ProblemTypeListAnswer)
    def list_categories() -> Response:
        """Every category that a report may name, group by group."""
        return Response(categories, mimetype="application/json")

    return blueprint


REFUSALS: Refusals = {
    UnknownCategory: lambda fault: Problem(422, errors=field_errors((fault,))),
    NoSuchReport: lambda _: Problem(404, gettext("There is no such report.")),
    NotVouched: lambda _: Problem(
        403, gettext("Only the key of an officer or a device may name a source.")
    ),
    KeyUsedDifferently: lambda fault: Problem(409, errors=field_errors((fault,))),
    RefusedReport: lambda refused: Problem(422, errors=field_errors(refused.broken)),
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


def _areas_of(audience: Audience) -> tuple[str, ...]:
    return current_actor().scope.areas if audience == "staff" else ()


def _one_answer(kept: Kept | None) -> Mapping[str, Any]:
    """Raises NoSuchReport for what this caller may not see."""
    if kept is None:
        raise NoSuchReport
    report = kept.report
    if _audience() == "staff" and in_scope(report, current_actor().scope):
        return report_answer(report, "staff")
    if report.audience != "public" or report.erased:
        raise NoSuchReport
    return report_answer(report, "public")


def _mine(database: Database, report_id: str) -> str:
    """The number of a report in the caller's areas. Raises NoSuchReport."""
    kept = database.read(lambda conn: store.by_id(conn, report_id.upper()))
    if kept is None or not in_scope(kept.report, current_actor().scope):
        raise NoSuchReport
    return kept.report.id


def _json(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(_encoded(body), status=status, mimetype="application/json")


def _encoded(body: Mapping[str, Any]) -> str:
    # Written here, not through the answer's schema: a list of 100 would cost 20 ms instead of 1.
    return _ENCODER.encode(body)
