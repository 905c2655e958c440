"""Saved searches on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from services.runtime.web.fields import Body, Text
from services.runtime.web.paging import PageQuery
from services.search.query import SearchRequest
from services.search.saved.saved import SavedSearch
from services.search.saved.tables import LONGEST_NAME
from services.search.schemas import SearchQuery

_OF_A_RUN = ("page_size", "cursor", "after")
"""Parameters that belong to one look, not to the search."""


@dataclass(frozen=True, slots=True)
class NewSavedSearch:
    name: str
    parameters: Mapping[str, list[str]]


class Values(fields.Field[list[str]]):
    """A value of a parameter, or a list of them, as text."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[str]:
        values = value if isinstance(value, list) else [value]
        one = Text(at_most=1000, blank=True)
        texts = (one.deserialize(part) for part in values)
        return [text for text in texts if text is not None]


class SavedSearchBody(Body):
    """A name, and the parameters of GET /api/search/v1/records to keep under it."""

    name = Text(at_most=LONGEST_NAME, required=True)
    parameters = fields.Dict(
        keys=fields.String(),
        values=Values(metadata={"type": "array", "items": {"type": "string"}}),
        required=True,
    )

    @validates_schema
    def parameters_are_a_search(self, data: Mapping[str, Any], **_: Any) -> None:
        given = data.get("parameters", {})
        kept = {name: values for name, values in given.items() if name not in _OF_A_RUN}
        try:
            request_of(kept)
        except ValidationError as error:
            raise ValidationError({"parameters": error.messages}) from error

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> NewSavedSearch:
        given = data["parameters"]
        kept = {name: values for name, values in given.items() if name not in _OF_A_RUN and values}
        return NewSavedSearch(data["name"].strip(), kept)


class SavedSearchAnswer(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    parameters = fields.Dict(
        keys=fields.String(), values=fields.List(fields.String()), required=True
    )
    created_at = fields.String(required=True, metadata={"format": "date-time"})


class SavedSearchesAnswer(Schema):
    items = fields.List(fields.Nested(SavedSearchAnswer), required=True)
    cursor = fields.String(required=True, allow_none=True, metadata={"description": "Always null"})


class RunQuery(PageQuery):
    """Which page of the saved search."""


def request_of(parameters: Mapping[str, Any], **look: Any) -> SearchRequest:
    """The search that the parameters ask for. Raises ValidationError."""
    flat = {
        name: values if name in _SEVERAL else (values or [""])[-1]
        for name, values in parameters.items()
    }
    loaded: SearchRequest = SearchQuery().load({**flat, **look})
    return loaded


def saved_answer(saved: SavedSearch) -> dict[str, Any]:
    return {
        "id": saved.id,
        "name": saved.name,
        "parameters": {name: list(values) for name, values in saved.parameters.items()},
        "created_at": saved.created_at.isoformat(),
    }


_SEVERAL = frozenset(
    name for name, field in SearchQuery().fields.items() if getattr(field, "is_multiple", False)
)
