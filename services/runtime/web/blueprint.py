"""Blueprint for API routes: flask-smorest's, with a stricter reading of bodies.

blueprint = Blueprint("reports", __name__, url_prefix="/api/intake/v1/reports",
                      description="…")

@blueprint.post("")
@public
@blueprint.arguments(NewReportBody)
@blueprint.response(201, ReportAnswer)
def create(body: NewReport) -> …: …
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, NoReturn, TypeVar, cast

import flask
import flask_smorest
import marshmallow as ma
from webargs import core
from webargs.flaskparser import FlaskParser

from services.runtime.web.faults import field_errors
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem

View = TypeVar("View", bound=Callable[..., object])
_BODY_LIMIT: Final = "__citymend_body_limit__"


class BodyParser(FlaskParser):
    """Reads arguments; what is wrong with them becomes a Problem, never a server error."""

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


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A group of API routes under their full path."""

    ARGUMENTS_PARSER = BodyParser()


def accepts_body(limit: int) -> Callable[[View], View]:
    """Let a view take a larger body than the setting says (bytes); a file upload, for one."""

    def mark(view: View) -> View:
        setattr(view, _BODY_LIMIT, limit)
        return view

    return mark


def body_limit(view: object, method: str) -> int | None:
    """The limit a view was marked with, if any."""
    handler = getattr(getattr(view, "view_class", None), method.lower(), view)
    return cast("int | None", getattr(handler, _BODY_LIMIT, None))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        # ValueError covers broken UTF-8, broken JSON, NaN and numbers of thousands of digits.
        raise Problem(400, gettext("The body is not JSON in UTF-8.")) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
