"""JSON schemas of GeoReport v2's answers, written from the specification (2020-12 dialect).

`strict` ones allow no member that the specification does not name.
"""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"], "minLength": 1}
_MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"(Z|[+-][0-9]{2}:[0-9]{2})$",
}
_MOMENT_OR_NULL: Schema = {"anyOf": [_MOMENT, {"type": "null"}]}
_PLAIN_GROUP: Schema = {"type": ["string", "null"], "pattern": "^[^,]+$"}


def _object(required: str, /, **members: Schema) -> Schema:
    return {
        "type": "object",
        "required": required.split(),
        "properties": members,
        "additionalProperties": False,
    }


def _array(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


SERVICES = _array(
    _object(
        "service_code service_name description metadata type keywords group",
        service_code=_TEXT,
        service_name=_TEXT,
        description=_TEXT_OR_NULL,
        metadata={"type": "boolean"},
        type={"enum": ["realtime", "batch", "blackbox"]},
        keywords={"type": ["string", "null"], "pattern": "^[^,]+(,[^,]+)*$"},
        group=_PLAIN_GROUP,
    ),
    minItems=1,
)

_VALUES = _array(_object("key name", key=_TEXT, name=_TEXT), minItems=1)
_IS_LIST: Schema = {"properties": {"datatype": {"enum": ["singlevaluelist", "multivaluelist"]}}}
_ATTRIBUTE: Schema = {
    **_object(
        "variable code datatype required datatype_description order description",
        variable={"type": "boolean"},
        code=_TEXT,
        datatype={
            "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
        },
        required={"type": "boolean"},
        datatype_description=_TEXT_OR_NULL,
        order={"type": "integer", "minimum": 1},
        description=_TEXT,
        values=_VALUES,
    ),
    "if": _IS_LIST,
    "then": {"required": ["values"]},
    "else": {"not": {"required": ["values"]}},
}
DEFINITION = _object("service_code attributes", service_code=_TEXT, attributes=_array(_ATTRIBUTE))

_REQUEST_MEMBERS: Schema = {
    "service_request_id": _TEXT,
    "status": {"enum": ["open", "closed"]},
    "status_notes": _TEXT_OR_NULL,
    "service_name": _TEXT_OR_NULL,
    "service_code": _TEXT,
    "description": {"type": ["string", "null"], "maxLength": 4000},
    "agency_responsible": _TEXT_OR_NULL,
    "service_notice": _TEXT_OR_NULL,
    "requested_datetime": _MOMENT,
    "updated_datetime": _MOMENT_OR_NULL,
    "expected_datetime": _MOMENT_OR_NULL,
    "address": _TEXT_OR_NULL,
    "address_id": _TEXT_OR_NULL,
    "zipcode": _TEXT_OR_NULL,
    "lat": {"type": ["number", "null"], "minimum": -90, "maximum": 90},
    "long": {"type": ["number", "null"], "minimum": -180, "maximum": 180},
    "media_url": {"type": ["string", "null"], "format": "uri"},
}
_NEEDED = "service_request_id status service_code requested_datetime"
REQUESTS = _array(_object(_NEEDED, **_REQUEST_MEMBERS), maxItems=1000)
ONE_REQUEST = {**REQUESTS, "minItems": 1, "maxItems": 1}
EXTENDED_REQUESTS = _array(
    _object(
        f"{_NEEDED} attributes extended_attributes notes",
        **_REQUEST_MEMBERS,
        attributes=_array(
            _object("code label value name", code=_TEXT, label=_TEXT, value=_TEXT, name=_TEXT)
        ),
        extended_attributes={"type": "object", "required": ["version", "state", "area_path"]},
        notes=_array(
            _object(
                "datetime description type",
                datetime=_MOMENT,
                description=_TEXT,
                type={"enum": ["received", "changed"]},
            ),
            minItems=1,
        ),
    )
)

_NOTICED: Schema = {"service_notice": _TEXT_OR_NULL, "account_id": _TEXT_OR_NULL}
REALTIME = _array(_object("service_request_id", service_request_id=_TEXT, **_NOTICED), maxItems=1)
BATCH = _array(_object("token", token=_TEXT, **_NOTICED), maxItems=1)
BLACKBOX = _array(_object("service_notice", **_NOTICED), maxItems=1)
TOKEN = _array(
    _object("service_request_id token", service_request_id=_TEXT_OR_NULL, token=_TEXT),
    minItems=1,
    maxItems=1,
)
ERRORS = _array(_object("code description", code={"type": "string"}, description=_TEXT), minItems=1)
DISCOVERY = _object(
    "changeset contact key_service endpoints",
    changeset=_MOMENT,
    contact=_TEXT,
    key_service=_TEXT,
    endpoints=_array(
        _object(
            "specification url changeset type formats",
            specification={"const": "http://wiki.open311.org/GeoReport_v2"},
            url={"type": "string", "format": "uri"},
            changeset=_MOMENT,
            type={"enum": ["production", "test"]},
            formats=_array(
                {"enum": ["text/xml", "application/json"]}, contains={"const": "text/xml"}
            ),
        ),
        minItems=1,
    ),
)
