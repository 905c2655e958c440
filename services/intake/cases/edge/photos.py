# mypy: disallow-untyped-decorators=False
"""Photos of a case over HTTP: /api/intake/v1/cases/<id>/photos, for officers."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from services.intake.cases.after_photos.add_photo import AddPhoto
from services.intake.cases.edge.case_desk import CaseDesk, worker_of
from services.intake.photos import store as photo_store
from services.intake.photos.answers import PhotoAnswer, photo_answer
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Text


class AfterPhotoBody(Body):
    """A photo that was sent to /api/intake/v1/photos before."""

    photo = Text(at_most=100, required=True)


class AddedPhotoAnswer(PhotoAnswer):
    """The photo, and the version of the case that has it."""

    case_version = fields.Integer(required=True)


class CasePhotosAnswer(Schema):
    """Photos of what was done, oldest first; at most 20."""

    items = fields.List(fields.Nested(PhotoAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def case_photo_routes(adding: AddPhoto, desk: CaseDesk) -> Blueprint:
    """The routes of photos of cases."""
    blueprint = Blueprint(
        "case_photos",
        __name__,
        url_prefix="/api/intake/v1/cases",
        description="Photos of what was done",
    )

    @blueprint.get("/<case_id>/photos")
    @requires("officer")
    @blueprint.response(200, CasePhotosAnswer)
    def list_photos(case_id: str) -> Mapping[str, Any]:
        """The photos of what was done, whether moderation passed them or not."""
        case = desk.readable(case_id, current_actor().scope)
        found = desk.database.read(lambda conn: photo_store.of_case(conn, case.id))
        return {"items": [photo_answer(photo) for photo in found], "cursor": None}

    @blueprint.post("/<case_id>/photos")
    @requires("officer")
    @blueprint.arguments(AfterPhotoBody)
    @blueprint.response(201, AddedPhotoAnswer)
    def add_photo(body: Mapping[str, Any], case_id: str) -> Mapping[str, Any]:
        """Add a photo of what was done; with it "repaired" needs no reason."""
        actor = current_actor()
        found = desk.readable(case_id, actor.scope)
        case, photo = adding.add(found.id, body["photo"], worker_of(actor))
        return {**photo_answer(photo), "case_version": case.version}

    return blueprint
