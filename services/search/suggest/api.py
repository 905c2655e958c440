# mypy: disallow-untyped-decorators=False
"""GET /api/search/v1/suggest"""

import json
from typing import Any

from flask import Response
from marshmallow import Schema, fields, post_load

from services.runtime.identity.access import public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.fields import Body, Count, Text
from services.runtime.web.i18n import language
from services.search.reading import current_reader
from services.search.suggest.suggest import MOST, Suggest, Suggestion

_USUAL = 10
_LONGEST = 60


class SuggestQuery(Body):
    """What is being typed: Han, Latin words, or how a name sounds (`dianti`, `dt`)."""

    q = Text(at_most=_LONGEST, required=True, blank=True)
    page_size = Count(low=1, high=MOST, clamp=True, load_default=_USUAL)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> tuple[str, int]:
        return data["q"], data["page_size"]


class SuggestionAnswer(Schema):
    """A name or a title. Open `record`, or search with `parameters`."""

    kind = fields.String(
        required=True,
        metadata={"enum": ["category", "area", "road", "landmark", "group", "need", "project"]},
    )
    text = fields.String(required=True)
    parameters = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    record = fields.String(required=True, allow_none=True)


class SuggestionsAnswer(Schema):
    items = fields.List(fields.Nested(SuggestionAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True, metadata={"description": "Always null"})
    corrected = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What was looked up, as nothing begins with what was typed"},
    )


def suggest_routes(suggest: Suggest) -> Blueprint:
    blueprint = Blueprint(
        "suggest",
        __name__,
        url_prefix="/api/search/v1/suggest",
        description="Names and titles while somebody types",
    )

    @blueprint.get("")
    @public
    @blueprint.arguments(SuggestQuery, location="query")
    @blueprint.response(200, SuggestionsAnswer)
    def get_suggestions(asked: tuple[str, int]) -> Response:
        """The best fitting names and titles that this caller may see, at most 20."""
        typed, limit = asked
        found = suggest(typed, current_reader(), limit)
        answer = {
            "items": [_item(one) for one in found.items],
            "cursor": None,
            "corrected": found.corrected,
        }
        return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")

    return blueprint


def _item(one: Suggestion) -> dict[str, Any]:
    text = one.en if language() == "en" else one.zh
    return {
        "kind": one.kind,
        "text": text,
        "parameters": dict(one.parameters),
        "record": one.record,
    }
