"""Blueprint for API routes: flask-smorest's, with a stricter reading of bodies.

blueprint = Blueprint(
    "things", __name__, url_prefix="/api/demo/v1/things", description="Things"
)

@blueprint.post("")
@public
@blueprint.arguments(ThingBody)
@blueprint.response(201, ThingAnswer)
def create(body: NewThing) -> …: …
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import flask
import marshmallow as ma
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from services.runtime.web.faults import field_errors
from services.runtime.web.i18n import LANGUAGE_PARAMETER, gettext
from services.runtime.web.problems import Problem

View = TypeVar("View", bound=Callable[..., object])
SchemaLike = ma.Schema | type[ma.Schema]


class BodyParser(FlaskParser):
    """Reads arguments; what is wrong with them becomes a Problem, never a server error.

    A parameter nobody knows is an error like an unknown field: a misspelt filter that is ignored
    would answer another question than the one that was asked.
    """

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 - as the base has it
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
        "querystring": ma.RAISE,
    }

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> Any:
        own = MultiDict(req.args)
        own.pop(LANGUAGE_PARAMETER, None)
        return self._makeproxy(own, schema)

    def load_json(self, req: flask.Request, _schema: ma.Schema) -> Any:
        body = req.get_data(cache=True)
        if not body:
            return core.missing
        if not core.is_json(req.mimetype):
            raise Problem(415, gettext("Please send the body as application/json."))
        return _json(body)

    def handle_error(
        self, error: ma.ValidationError, *_args: object, **_options: object
    ) -> NoReturn:
        raise Problem(422, errors=field_errors(error.messages, locations=True)) from error


if TYPE_CHECKING:

    class _SmorestBlueprint(flask.Blueprint):
        """What we use of flask-smorest's untyped blueprint."""

        def __init__(
            self, name: str, import_name: str, *, url_prefix: str, description: str
        ) -> None: ...
        def route(self, rule: str, **options: Any) -> Callable[[View], View]: ...
        def arguments(
            self, schema: SchemaLike, *, location: str = "json", **options: Any
        ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
        def response(
            self, status_code: int, schema: SchemaLike | None = None, **options: Any
        ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
        def alt_response(
            self, status_code: int, response: str | None = None, **options: Any
        ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...

else:
    from flask_smorest import Blueprint as _SmorestBlueprint


class Blueprint(_SmorestBlueprint):
    """A group of API routes under their full path."""

    ARGUMENTS_PARSER = BodyParser()

    def arguments(
        self, schema: SchemaLike, *, location: str = "json", **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Read and validate arguments by a schema; see flask-smorest."""
        # One instance for all requests: a schema copies all its fields when it is made.
        made = schema() if isinstance(schema, type) else schema
        return super().arguments(made, location=location, **options)

    def alt_response(
        self, status_code: int, response: str | None = None, **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Document an answer beside the usual one; see flask-smorest."""
        documented = super().alt_response(status_code, response, **options)

        def decorator(view: Callable[..., Any]) -> Callable[..., Any]:
            # flask-smorest wraps the view for its description, which every request would pass.
            view._apidoc = documented(view)._apidoc  # type: ignore[attr-defined]
            return view

        return decorator


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        # ValueError covers broken UTF-8, broken JSON, NaN and numbers of thousands of digits.
        raise Problem(400, gettext("The body is not JSON in UTF-8.")) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
