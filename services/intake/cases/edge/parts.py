# mypy: disallow-untyped-decorators=False
"""Splitting over HTTP: /api/intake/v1/reports/<id>/parts, for officers."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, post_load, validate
from sqlalchemy import Connection

from services.intake.cases.case.case import NOTE_LIMIT
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.cases.splitting import store
from services.intake.cases.splitting.split_report import MOST_PARTS, Part
from services.intake.cases.supporting.works_on import works_on
from services.intake.reports import store as report_store
from services.intake.reports.edge.schemas import JsonNumber
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.report import DATUMS, Report
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text


class ReportPartBody(Body):
    """One problem of the report; what is left out of its place is the report's."""

    category = Text(at_most=100, required=True)
    description = Text(at_most=NOTE_LIMIT, required=True)
    lat = JsonNumber(low=-90, high=90)
    long = JsonNumber(low=-180, high=180)
    datum = fields.String(validate=validate.OneOf(DATUMS))
    address = Text(at_most=500)
    area = Text(at_most=100)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Part:
        return Part(**data)


class SplitBody(Body):
    parts = fields.List(
        fields.Nested(ReportPartBody),
        required=True,
        validate=validate.Length(min=1, max=MOST_PARTS),
        metadata={"description": "At least two, or one where the report has a case already."},
    )


class ReportPartAnswer(Schema):
    """A part: a report of its own that waits in the inbox or has a case."""

    id = fields.String(required=True)
    subject = fields.String(required=True)
    category = fields.String(required=True)
    area = fields.String(required=True, allow_none=True)
    case = fields.String(required=True, allow_none=True)


class SplitAnswer(Schema):
    report = fields.String(required=True)
    parts = fields.List(fields.Nested(ReportPartAnswer), required=True)


def split_routes(desk: CaseDesk) -> Blueprint:
    """The routes of parts."""
    blueprint = Blueprint(
        "parts", __name__, url_prefix="/api/intake/v1", description="Reports of several problems"
    )

    @blueprint.post("/reports/<report_id>/parts")
    @requires("officer")
    @blueprint.arguments(SplitBody)
    @blueprint.response(201, SplitAnswer)
    @blueprint.alt_response(409, description="Split before, or nothing to handle")
    def split(body: dict[str, Any], report_id: str) -> dict[str, Any]:
        """Split a report of several problems; each part is handled apart, the report stays."""
        actor = current_actor()
        number = mine(desk, report_id)
        return _answer(number, desk.splitting.split(number, body["parts"], worker_of(actor)))

    @blueprint.get("/reports/<report_id>/parts")
    @requires("officer")
    @blueprint.response(200, SplitAnswer)
    def list_parts(report_id: str) -> dict[str, Any]:
        """The parts of a report that the caller works on; none when it was not split."""
        number = mine(desk, report_id)
        return _answer(number, desk.database.read(lambda conn: _own_parts(conn, desk, number)))

    return blueprint


def mine(desk: CaseDesk, report_id: str) -> str:
    """The number of a report that the caller works on. Raises NoSuchReport."""
    scope, works = current_actor().scope, works_on(desk.profile)

    def found(conn: Connection) -> str | None:
        kept = report_store.by_id(conn, report_id.upper())
        return kept.report.id if kept and works(conn, [kept.report], scope) else None

    number = desk.database.read(found)
    if number is None:
        raise NoSuchReport
    return number


def _own_parts(conn: Connection, desk: CaseDesk, number: str) -> Sequence[Report]:
    parts = [each.report for each in store.parts_of(conn, number)]
    own = works_on(desk.profile)(conn, parts, current_actor().scope)
    return [part for part in parts if part.id in own]


def _answer(number: str, parts: Sequence[Report]) -> dict[str, Any]:
    return {
        "report": number,
        "parts": [
            {
                "id": part.id,
                "subject": part.subject,
                "category": part.category.code,
                "area": part.place.area,
                "case": part.case,
            }
            for part in parts
        ],
    }
