"""An OpenAPI document of the seven calls of GeoReport v2, written from the specification.

The shapes are those of tests/unit/intake/open311/schemas.py. Answers in XML say what those in JSON
say, which other tests hold; here they are texts.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.unit.intake.open311 import schemas

Schema = dict[str, Any]
_TYPES: Final = {"json": "application/json", "xml": "text/xml"}
_TEXT: Final[Schema] = {"type": "string"}
_MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
_WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
_TIMES: Final = ("start_date", "end_date", "updated_after", "updated_before")
_EITHER_CREATED: Final[Schema] = {
    "anyOf": [schemas.REALTIME, schemas.BATCH, schemas.BLACKBOX],
}


def description(services: Sequence[str], requests: Sequence[str], tokens: Sequence[str]) -> Schema:
    """Of a server that has these codes and numbers, each call in both formats."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "GeoReport", "version": "2"},
        "paths": {
            path.replace(".form", f".{form}"): calls
            for form in _TYPES
            for path, calls in _paths(form, services, requests, tokens).items()
        },
    }


def _paths(
    form: str, services: Sequence[str], requests: Sequence[str], tokens: Sequence[str]
) -> Mapping[str, Schema]:
    v2 = "/open311/v2"
    one = [_query("extensions", {"enum": ["true", "false"]})]
    return {
        "/open311/discovery.form": {"get": _get(form, schemas.DISCOVERY)},
        f"{v2}/services.form": {"get": _get(form, schemas.SERVICES)},
        f"{v2}/services/{{name}}.form": {
            "get": _get(form, schemas.DEFINITION, _path("name", services))
        },
        f"{v2}/requests.form": {
            "get": _get(form, schemas.REQUESTS, *_filters(services, requests)),
            "post": _post(form, services),
        },
        f"{v2}/requests/{{name}}.form": {
            "get": _get(form, _one_of_both(), _path("name", requests), *one)
        },
        f"{v2}/tokens/{{name}}.form": {"get": _get(form, schemas.TOKEN, _path("name", tokens))},
    }


def _one_of_both() -> Schema:
    return {"anyOf": [schemas.ONE_REQUEST, {**schemas.EXTENDED_REQUESTS, "maxItems": 1}]}


def _filters(services: Sequence[str], requests: Sequence[str]) -> list[Schema]:
    return [
        _query("service_code", {"enum": [*services, ",".join(services[:2])]}),
        _query("service_request_id", {"enum": [*requests, ",".join(requests)]}),
        _query("status", {"enum": ["open", "closed", "open,closed"]}),
        *(_query(name, _MOMENT) for name in _TIMES),
        _query("page", _WHOLE),
        _query("page_size", {**_WHOLE, "minimum": 1}),
        _query("bbox", {"enum": ["121.5,29.8,121.7,30"]}),
    ]


def _post(form: str, services: Sequence[str]) -> Schema:
    said = {
        "service_code": {"enum": list(services)},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "long": {"type": "number", "minimum": -180, "maximum": 180},
        "address_string": {"type": "string", "minLength": 1, "maxLength": 200},
        "description": {"type": "string", "maxLength": 4000},
        "attribute[state]": {"enum": ["dark", "flickering"]},
        **dict.fromkeys(("email", "phone", "first_name", "last_name", "media_url"), _TEXT),
    }
    fields = {"type": "object", "required": ["service_code", "lat", "long"], "properties": said}
    kind = "application/x-www-form-urlencoded"
    return {
        **_get(form, _EITHER_CREATED),
        "requestBody": {"required": True, "content": {kind: {"schema": fields}}},
    }


def _get(form: str, schema: Schema, *parameters: Schema) -> Schema:
    # 405 is outside of the standard; it comes in the same shape.
    refused = {str(status): _answer(form, schemas.ERRORS) for status in (400, 403, 404, 405)}
    return {"parameters": list(parameters), "responses": {"200": _answer(form, schema), **refused}}


def _answer(form: str, schema: Schema) -> Schema:
    shape = schema if form == "json" else {}
    return {"description": "", "content": {_TYPES[form]: {"schema": shape}}}


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _path(name: str, known: Sequence[str]) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"enum": list(known)}}
