"""What experts send, and what the API says of ratings to planners."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, fields, validates_schema

from services.projectbank.projects.edit_schemas import OrderBody
from services.projectbank.scoring.rating.rating import Rating
from services.runtime.web.faults import N_, Fault
from services.runtime.web.fields import Count


class RatingBody(OrderBody):
    """Points from 0 to 100; without `high` they are certain, without both a rating is withdrawn."""

    low = Count(low=0, high=100, load_default=None)
    high = Count(low=0, high=100, load_default=None)

    @validates_schema
    def ends_are_in_order(self, data: Mapping[str, Any], **_: Any) -> None:
        low, high = data.get("low"), data.get("high")
        if high is not None and low is None:
            raise ValidationError({"low": [Fault("required", N_("Please fill this in."))]})
        if low is not None and high is not None and low > high:
            message = N_("The upper end may not be below the lower one.")
            raise ValidationError({"high": [Fault("order", message)]})


class OneRatingAnswer(ma.Schema):
    """One version of a rating; a withdrawn one has no points."""

    criterion = fields.String(required=True)
    version = fields.Integer(required=True)
    low = fields.Integer(required=True, allow_none=True)
    high = fields.Integer(required=True, allow_none=True)
    who = fields.String(required=True)
    reason = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class RatingListAnswer(ma.Schema):
    items = fields.List(fields.Nested(OneRatingAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True)


def rating_list(found: Sequence[Rating]) -> dict[str, Any]:
    return {"items": list(found), "cursor": None}
