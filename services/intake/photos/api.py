# mypy: disallow-untyped-decorators=False
"""Photos over HTTP: sending one, and those of a report, under /api/intake/v1."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import request
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import FileStorage

from services.intake.photos import store
from services.intake.photos.answers import PhotoAnswer, photo_answer
from services.intake.photos.answers_to_refusals import NO_FILE, ONE_FILE
from services.intake.photos.picture import LARGEST_PICTURE, TakenAt
from services.intake.photos.receive import ReceivePhoto
from services.intake.reports import store as report_store
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.in_scope import WorksOn, by_area
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.bodies import accepts_body
from services.runtime.web.faults import Fault
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.rates import rate

View = TypeVar("View", bound=Callable[..., object])
_FORM_ROOM = 64 * 1024
"""Bytes of the form around the picture."""


class TakenAtAnswer(Schema):
    """WGS-84 degrees."""

    lat = fields.Float(required=True)
    long = fields.Float(required=True)


class ReceivedAnswer(Schema):
    """A photo that waits for its report."""

    id = fields.String(required=True, metadata={"description": "For `photos` of a report"})
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes"})
    expires_at = fields.AwareDateTime(
        required=True, metadata={"description": "Until then a report must name it"}
    )
    taken_at = fields.Nested(
        TakenAtAnswer,
        required=True,
        allow_none=True,
        metadata={"description": "Where the camera says it was. Told once, kept nowhere."},
    )


class PhotoListAnswer(Schema):
    """The photos of a report that this reader may see; all of them, at most 5."""

    items = fields.List(fields.Nested(PhotoAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


_MULTIPART = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "additionalProperties": False,
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "JPEG, PNG, WebP or HEIC, at most 15 MB and 50 megapixels",
                    }
                },
            }
        }
    },
}


def photo_routes(
    receive: ReceivePhoto, database: Database, works_on: WorksOn = by_area
) -> Blueprint:
    """The routes of photos."""
    blueprint = Blueprint(
        "photos", __name__, url_prefix="/api/intake/v1", description="Pictures of what is reported"
    )

    @blueprint.post("/photos")
    @public
    @rate("30 per minute")
    @accepts_body(LARGEST_PICTURE + _FORM_ROOM)
    @_takes_a_picture(blueprint)
    @blueprint.response(201, ReceivedAnswer, description="Kept for a day")
    def post_photo() -> dict[str, Any]:
        """Send a picture; a report then names its id. Only the pixels are kept."""
        received = receive.receive(_picture().stream.read())
        photo = received.photo
        return {
            "id": photo.id,
            "width": photo.width,
            "height": photo.height,
            "size": photo.size,
            "expires_at": received.expires_at,
            "taken_at": _place(received.taken_at),
        }

    @blueprint.get("/reports/<report_id>/photos")
    @public
    @blueprint.response(200, PhotoListAnswer)
    def list_photos(report_id: str) -> dict[str, Any]:
        """The photos of a report. Its officers see all, others what moderation passed."""
        kept = database.read(lambda conn: report_store.by_id(conn, report_id.upper()))
        if kept is None or kept.report.erased:
            raise NoSuchReport
        actor, report = current_actor(), kept.report
        staff = actor.may("officer") and database.read(
            lambda conn: bool(works_on(conn, [report], actor.scope))
        )
        if not (staff or kept.report.audience == "public"):
            raise NoSuchReport
        found = database.read(lambda conn: store.of_report(conn, kept.report.id))
        items = [photo_answer(each) for each in found if staff or each.audience == "public"]
        return {"items": items, "cursor": None}

    return blueprint


def _takes_a_picture(blueprint: Blueprint) -> Callable[[View], View]:
    """Describe the form: flask-smorest cannot describe a file of a form."""
    describe: Any = blueprint
    described: Callable[[View], View] = describe.doc(requestBody=_MULTIPART)
    return described


def _picture() -> FileStorage:
    if request.mimetype != "multipart/form-data":
        raise Problem(415, gettext("Please send the picture as a file in multipart/form-data."))
    strange = [name for name in (*request.files, *request.form) if name != "file"]
    if strange:
        raise ValidationError({strange[0]: [Fault("unknown", ONE_FILE)]})
    files = request.files.getlist("file")
    if len(files) != 1:
        raise ValidationError({"file": [Fault("required", NO_FILE)]})
    return files[0]


def _place(taken_at: TakenAt | None) -> Mapping[str, float] | None:
    return None if taken_at is None else {"lat": taken_at.lat, "long": taken_at.long}
