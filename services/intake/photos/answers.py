"""A photo as the API answers it."""

from typing import Any

from marshmallow import Schema, fields

from services.intake.photos.photo import Photo


class PhotoAnswer(Schema):
    """A photo of a report."""

    id = fields.String(required=True)
    url = fields.String(required=True)
    small_url = fields.String(required=True)
    width = fields.Integer(required=True)
    height = fields.Integer(required=True)
    public = fields.Boolean(required=True, metadata={"description": "Moderation passed it"})


def photo_answer(photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.id,
        "url": photo.url,
        "small_url": photo.small_url,
        "width": photo.width,
        "height": photo.height,
        "public": photo.audience == "public",
    }
