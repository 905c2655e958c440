"""GeoReport v2 over HTTP: /open311/v2/… and /open311/discovery.{xml,json}."""

import logging
import traceback
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from services.intake.open311 import spark, store
from services.intake.open311.answers import token_answer
from services.intake.open311.calls import Calls
from services.intake.open311.clients import first_key
from services.intake.open311.faults import (
    N_,
    Fault,
    NotThere,
    Refused,
    no_such_request,
    no_such_token,
)
from services.intake.open311.media import FIELDS, LARGEST_FORM
from services.intake.open311.query import is_true, read_query
from services.intake.open311.refusing import Refusal, refusal, refusal_of_status
from services.intake.open311.spark import CONTENT_TYPES, FORMS, Form
from services.intake.open311.submission import Form as Sent
from services.runtime.identity.access import public
from services.runtime.web.bodies import accepts_body
from services.runtime.web.hosts import origin
from services.runtime.web.i18n import gettext, language
from services.runtime.web.problems import Problem
from services.runtime.web.rates import rate

logger = logging.getLogger(__name__)
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_XML_TYPES = ("text/xml", "application/xml")
_ACCEPTED = (*_XML_TYPES, "application/json")
_REQUESTS = "service_requests"


def open311_routes(calls: Calls) -> Blueprint:
    """The seven calls, each in both formats. Not for forms of pages: every write names a key."""
    blueprint = Blueprint("open311", __name__, url_prefix="/open311")
    blueprint.register_error_handler(Exception, _refuse)
    blueprint.after_request(_open_to_all)
    _discovery(blueprint, calls)
    _services(blueprint, calls)
    _requests(blueprint, calls)

    @blueprint.route("", methods=_VERBS)
    @blueprint.route("/<path:anything>", methods=_VERBS)
    @public
    def no_such_call(**_: str) -> Response:
        raise NotThere(Fault("", N_("There is no such call.")))

    return blueprint


def _discovery(blueprint: Blueprint, calls: Calls) -> None:
    @blueprint.get("/discovery")
    @blueprint.get("/discovery.<suffix>")
    @blueprint.get("/v2/discovery")
    @blueprint.get("/v2/discovery.<suffix>")
    @public
    def discovery(suffix: str | None = None) -> Response:
        form = _form(suffix)
        base = f"{origin()}/open311/v2"
        answer = calls.speaker(language()).discovery(base, calls.changeset.since())
        return _answer(form, spark.write(form, "discovery", answer))


def _services(blueprint: Blueprint, calls: Calls) -> None:
    @blueprint.get("/v2/services")
    @blueprint.get("/v2/services.<suffix>")
    @public
    def service_list(suffix: str | None = None) -> Response:
        form = _form(suffix)
        extensions = _extended()
        return _answer(form, calls.printed.service_list(language(), form, extensions=extensions))

    @blueprint.get("/v2/services/<name>")
    @public
    def service_definition(name: str) -> Response:
        code, form = _named(name)
        return _answer(form, calls.printed.definition(language(), form, code))


def _requests(blueprint: Blueprint, calls: Calls) -> None:
    @blueprint.get("/v2/requests")
    @blueprint.get("/v2/requests.<suffix>")
    @public
    def request_list(suffix: str | None = None) -> Response:
        form = _form(suffix)
        query = read_query(request.args.items(multi=True), calls.clock.now())
        found = calls.database.glance(lambda conn: store.find(conn, query))
        shown = calls.shown(language(), found, origin(), extensions=query.extensions)
        return _answer(form, spark.write(form, _REQUESTS, shown))

    @blueprint.post("/v2/requests")
    @blueprint.post("/v2/requests.<suffix>")
    @public
    @rate("1200 per minute")
    @accepts_body(LARGEST_FORM)
    def create_request(suffix: str | None = None) -> Response:
        form = _form(suffix)
        client = calls.clients.reporting(_key(), request.remote_addr or "")
        sent, media = _sent()
        created = calls.create(sent, client, language(), media, extensions=_extended())
        return _answer(form, spark.write(form, _REQUESTS, created))

    @blueprint.get("/v2/requests/<name>")
    @public
    def one_request(name: str) -> Response:
        number, form = _named(name)
        found = calls.database.glance(lambda conn: store.one(conn, number.upper()))
        if found is None:
            raise no_such_request()
        shown = calls.shown(language(), [found], origin(), extensions=_extended())
        return _answer(form, spark.write(form, _REQUESTS, shown))

    @blueprint.get("/v2/tokens/<name>")
    @public
    def number_of_token(name: str) -> Response:
        token, form = _named(name)
        known = calls.database.glance(lambda conn: store.number_of(conn, token))
        if known is None:
            raise no_such_token()
        number, placed = known
        return _answer(
            form, spark.write(form, _REQUESTS, token_answer(token, number if placed else None))
        )


def _form(suffix: str | None) -> Form:
    """The format that the suffix names; without one, what the client accepts, XML at best."""
    if suffix is None:
        best = request.accept_mimetypes.best_match(_ACCEPTED, default="text/xml")
        return "json" if best == "application/json" else "xml"
    for form in FORMS:
        if suffix.lower() == form:
            return form
    raise Refused(Fault("", N_("This format is not offered; ask for .xml or .json.")))


def _named(name: str) -> tuple[str, Form]:
    """What a path names, and the format: `lamp.json` is lamp, in JSON."""
    item, dot, suffix = name.rpartition(".")
    return (item, _form(suffix)) if dot else (name, _form(None))


def _extended() -> bool:
    return is_true(request.args.get("extensions"))


def _key() -> str | None:
    # The standard's place is the body; a key in an address may end in logs, yet clients do it.
    bearer = request.authorization
    token = bearer.token if bearer is not None and bearer.type == "bearer" else None
    return first_key(request.form, request.args, (request.headers.get("X-Api-Key"), token))


def _sent() -> tuple[Sent, Sequence[bytes]]:
    """The arguments, and the pictures that came with them."""
    if request.mimetype not in _FORM_TYPES:
        sentence = N_("Please send the arguments as application/x-www-form-urlencoded.")
        raise Refused(Fault("", sentence))
    sent = Sent(request.form.items(multi=True))
    files = [(name, part) for name, part in request.files.items(multi=True) if part.filename]
    if any(name not in FIELDS for name, _ in files):
        sent.fault("media", N_("Send pictures as files in the field media."))
        return sent, ()
    return sent, [part.stream.read() for _, part in files]


def _answer(form: Form, text: str, status: int = 200) -> Response:
    return Response(text, status=status, content_type=CONTENT_TYPES[form])


def _open_to_all(response: Response) -> Response:
    """Pages of other origins may read what everybody may read; no cookie counts here."""
    if request.method in ("GET", "HEAD"):
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _refuse(error: Exception) -> Response:
    """Every error in the standard's shape, in the format of the call."""
    told = refusal(error) or _refusal_of_web(error)
    if told is None:
        # The message is left out: it may quote what a person wrote.
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("request failed", extra={"kind": type(error).__name__, "frames": frames})
        sentence = N_("Something went wrong on our side. It was noted; please try again.")
        told = Refusal(500, (Fault("", sentence),))
    form = _form_of_errors()
    answer = _answer(form, spark.write(form, "errors", _errors(told)), told.status)
    if told.retry_after is not None:
        answer.headers["Retry-After"] = str(told.retry_after)
    return answer


def _refusal_of_web(error: Exception) -> Refusal | None:
    if isinstance(error, HTTPException):
        return refusal_of_status(error.code or 400)
    return refusal_of_status(error.status) if isinstance(error, Problem) else None


def _form_of_errors() -> Form:
    suffix = request.path.rpartition("/")[2].rpartition(".")[2].lower()
    if suffix in ("xml", "json"):
        return "json" if suffix == "json" else "xml"
    return _form(None)


def _errors(told: Refusal) -> list[dict[str, Any]]:
    return [{"code": str(told.status), "description": _sentence(fault)} for fault in told.faults]


def _sentence(fault: Fault) -> str:
    said = gettext(fault.sentence, **fault.params)
    return f"{fault.argument}: {said}" if fault.argument else said
