# mypy: disallow-untyped-decorators=False
"""GET /api/search/v1/zero-hits, for those who keep names and keywords."""

from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from services.runtime.identity.access import requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Count
from services.search.zero_hits.store import ZeroHitStore

_MOST = 200
_USUAL = 50


class ZeroHitsQuery(Body):
    page_size = Count(low=1, high=_MOST, clamp=True, load_default=_USUAL)


class ZeroHitAnswer(Schema):
    """A question that found nothing at least three times, masked."""

    question = fields.String(required=True)
    times = fields.Integer(required=True)
    first_at = fields.String(required=True, metadata={"format": "date-time"})
    last_at = fields.String(required=True, metadata={"format": "date-time"})


class ZeroHitsAnswer(Schema):
    items = fields.List(fields.Nested(ZeroHitAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True, metadata={"description": "Always null"})


def zero_hit_routes(store: ZeroHitStore) -> Blueprint:
    blueprint = Blueprint(
        "zero_hits",
        __name__,
        url_prefix="/api/search/v1/zero-hits",
        description="What people look for in vain",
    )

    @blueprint.get("")
    @requires("searcher")
    @blueprint.arguments(ZeroHitsQuery, location="query")
    @blueprint.response(200, ZeroHitsAnswer)
    def get_zero_hits(asked: dict[str, Any]) -> Response:
        """The questions asked in vain most often, at most 200, of the last 90 days."""
        items = [
            {
                "question": one.question,
                "times": one.times,
                "first_at": one.first_at.isoformat(),
                "last_at": one.last_at.isoformat(),
            }
            for one in store.most_asked(asked["page_size"])
        ]
        return jsonify({"items": items, "cursor": None})

    return blueprint
