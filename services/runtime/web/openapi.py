"""The OpenAPI document of a service: flask-smorest's, made true about keys and errors.

The marks of the views decide ``security``; every error is documented as problem+json.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

import marshmallow as ma
from flask import Flask
from flask_smorest import Api
from flask_smorest.spec.plugins import FlaskPlugin
from werkzeug.routing import Rule

from services.runtime.identity.access import AccessRule, access_rule
from services.runtime.web.problems import MEDIA_TYPE

Document = dict[str, Any]

_VERBS: Final = ("get", "post", "put", "patch", "delete")
_DESCRIPTIONS: Final = {
    "400": "The request cannot be read: broken JSON, broken UTF-8",
    "401": "No key, or a key that is unknown or withdrawn",
    "403": "The role of the key may not do this",
    "404": "There is no such thing",
    "409": "Conflicts with what is stored",
    "413": "The body is too large",
    "415": "Another content type is needed",
    "422": "Values that cannot be accepted; errors point at them",
    "429": "Too many requests; see Retry-After",
    "503": "An engine is away; see Retry-After",
}


class FieldErrorSchema(ma.Schema):
    """One fault of one value."""

    pointer = ma.fields.String(required=True, metadata={"description": "JSON pointer (RFC 6901)"})
    rule = ma.fields.String(required=True, metadata={"description": "Name of the rule broken"})
    detail = ma.fields.String(required=True, metadata={"description": "How to mend it"})


class ProblemSchema(ma.Schema):
    """An error (RFC 9457)."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    instance = ma.fields.String(required=True, metadata={"description": "The request's id"})
    errors = ma.fields.List(ma.fields.Nested(FieldErrorSchema), required=True)


class ProblemApi(Api):  # type: ignore[misc]
    """flask-smorest's registry of routes, with its own error handling switched off."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Errors are answered by ``services.runtime.web.refusals``."""


def document(app: Flask, api: ProblemApi) -> Document:
    """The complete document; built once per process, after all routes are registered."""
    spec: Document = copy.deepcopy(api.spec.to_dict())
    components = spec.setdefault("components", {})
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    components["responses"] = {}
    schemas = components.setdefault("schemas", {})
    schemas.setdefault("Problem", _problem_schema())
    schemas.pop("Error", None)
    for rule, verb, operation in _operations(app, spec):
        access = access_rule(app, rule, verb.upper())
        _say_who(operation, access)
        _say_errors(operation, rule, access)
    _forget_unused(spec)
    return spec


def _operations(app: Flask, spec: Document) -> Iterator[tuple[Rule, str, Document]]:
    rules: dict[tuple[str, str], Rule] = {}
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            rules[FlaskPlugin.flaskpath2openapi(rule.rule), method.lower()] = rule
    for path, operations in spec.get("paths", {}).items():
        for verb in _VERBS:
            if verb in operations:
                yield rules[path, verb], verb, operations[verb]


def _say_who(operation: Document, access: AccessRule | None) -> None:
    if access is not None and access.is_public:
        operation["security"] = []
        return
    operation["security"] = [{"key": []}]
    operation["x-roles"] = sorted({*(access.roles if access else ()), "admin"})


def _say_errors(operation: Document, rule: Rule, access: AccessRule | None) -> None:
    responses = operation.setdefault("responses", {})
    responses.pop("default", None)
    needed = {"400", "401", "422", "429", "503"}
    if access is None or not access.is_public:
        needed.add("403")
    if rule.arguments:
        needed.add("404")
    if "requestBody" in operation:
        needed |= {"409", "413", "415"}
    declared = {status for status in responses if status[0] in "45"}
    for status in sorted(needed | declared):
        given = responses.get(status, {})
        if "content" not in given:
            responses[status] = _problem_response(status, given.get("description"))


def _forget_unused(spec: Document) -> None:
    """Leave out what flask-smorest describes and nothing of ours refers to."""
    components = spec["components"]
    for section in ("headers", "parameters"):
        components.pop(section, None)
    schemas = components["schemas"]
    used: set[str] = set()
    waiting = _references(spec["paths"])
    while waiting:
        name = waiting.pop()
        used.add(name)
        waiting |= _references(schemas[name]) - used
    components["schemas"] = {name: schemas[name] for name in sorted(used)}


def _references(node: object) -> set[str]:
    if isinstance(node, Mapping):
        own = {str(node["$ref"]).rpartition("/")[2]} if "$ref" in node else set()
        return own.union(*(_references(below) for below in node.values()))
    if isinstance(node, list):
        return set[str]().union(*(_references(below) for below in node))
    return set()


def _problem_response(status: str, said: str | None) -> Document:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": said or _DESCRIPTIONS.get(status, "An error"),
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def _problem_schema() -> Document:
    text = {"type": "string"}
    fault = dict.fromkeys(("pointer", "rule", "detail"), text)
    members: Document = dict.fromkeys(("type", "title", "detail", "instance"), text)
    members["status"] = {"type": "integer"}
    members["errors"] = {
        "type": "array",
        "items": {"type": "object", "properties": fault, "required": list(fault)},
    }
    return {"type": "object", "properties": members, "required": list(members)}
