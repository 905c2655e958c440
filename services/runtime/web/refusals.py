"""One place that turns exceptions into answers: problem+json for programs, a page for browsers."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, redirect, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from services.runtime.identity.access import (
    KeyMissing,
    KeyUnknown,
    PasswordChangeDue,
    RoleRefused,
)
from services.runtime.unavailable import Unavailable
from services.runtime.web.faults import field_errors
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import FieldError, Problem
from services.runtime.web.sending_again import Typed, typed_before

logger = logging.getLogger(__name__)

Refusals = Mapping[type[Exception], Callable[[Any], Problem]]

RETRY_SECONDS: Final = 5
_CHALLENGE: Final = (("WWW-Authenticate", "Bearer"),)
_FOR_PROGRAMS: Final = ("/api/", "/open311", "/healthz", "/readyz", "/metrics")
_PASSED_ON: Final = ("Allow", "Retry-After", "WWW-Authenticate", "Location")


def joined(*parts: Refusals) -> Refusals:
    """All of them, for who answers several kinds at once. Raises ValueError for one named twice."""
    together: dict[type[Exception], Callable[[Any], Problem]] = {}
    for part in parts:
        if twice := together.keys() & part.keys():
            raise ValueError(f"two meanings: {', '.join(each.__qualname__ for each in twice)}")
        together |= part
    return together


def answer_refusals(app: Flask, refusals: Refusals) -> None:
    """Register the answers; ``refusals`` says what the domain's exceptions mean to a caller."""
    for raised, meaning in {**OF_EVERY_APP, **refusals}.items():
        app.register_error_handler(raised, _handler(meaning))
    app.register_error_handler(KeyMissing, _show_the_door)
    app.register_error_handler(PasswordChangeDue, _show_the_account)


def _handler(meaning: Callable[[Any], Problem]) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        if isinstance(error, HTTPException) and (error.code or 500) < 400:
            return error.get_response()  # type: ignore[return-value]  # a redirect of routing
        return shown(meaning(error))

    return answer


def _show_the_door(_: Exception) -> BaseResponse:
    """A person with a browser signs in and comes back; a program is told that a key is missing.

    Who had typed something keeps it: a session ends without asking.
    """
    if _is_a_person():
        if (typed := typed_before()) is not None:
            return _signed_out(typed)
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(f"/sign-in?{urlencode({'next': wanted})}", 303)
    detail = gettext("Send a key as Authorization: Bearer.")
    return shown(Problem(401, detail, headers=_CHALLENGE))


def _signed_out(typed: Typed) -> Response:
    problem = Problem(
        401,
        gettext("Sign in, in a page of its own; then come back here and send it again."),
        title=gettext("You are signed out"),
        headers=_CHALLENGE,
    )
    answer = problem.answer()
    answer.set_data(render_template("problem.html", problem=problem, typed=typed, door="/sign-in"))
    answer.mimetype = "text/html"
    return answer


def _show_the_account(_: Exception) -> BaseResponse:
    if _is_a_person():
        return redirect("/account", 303)
    return shown(Problem(403, gettext("Please choose your own password first.")))


def _is_a_person() -> bool:
    """Browsers name HTML when they open a page; "anything" is what programs say."""
    return wants_page() and "text/html" in request.headers.get("Accept", "")


def shown(problem: Problem) -> Response:
    """The problem for whoever asked: a page for a browser, JSON for everything else."""
    answer = problem.answer()
    if wants_page():
        typed = typed_before() if problem.is_passing else None
        answer.set_data(render_template("problem.html", problem=problem, typed=typed))
        answer.mimetype = "text/html"
    return answer


def wants_page() -> bool:
    """Whether a person with a browser asked for something that is not an API path."""
    if request.path.startswith(_FOR_PROGRAMS):
        return False
    accepted = request.accept_mimetypes
    return accepted["text/html"] > 0 and accepted["text/html"] >= accepted["application/json"]


def _key_unknown(_: KeyUnknown) -> Problem:
    detail = gettext("This key is not known, or it was withdrawn.")
    return Problem(401, detail, headers=_CHALLENGE)


def _unavailable(error: Unavailable) -> Problem:
    logger.warning("request not answered: an engine is away", extra={"kind": type(error).__name__})
    detail = gettext("A part that this needs is away; please try again shortly.")
    return Problem(503, detail, retry_after=RETRY_SECONDS, is_passing=True)


def _too_many(error: RateLimitExceeded) -> Problem:
    seconds = error.limit.limit.get_expiry() if error.limit else 60
    detail = gettext("Please wait a moment and try again.")
    return Problem(429, detail, retry_after=seconds, is_passing=True)


def _form_expired(_: CSRFError) -> Problem:
    if typed_before() is not None:
        detail = gettext("This form is too old. Please look at what you typed and send it again.")
    else:
        detail = gettext("This form is too old. Please go back, load the page again and send it.")
    return Problem(400, detail, title=gettext("The form has expired"), is_passing=True)


def _from_http(error: HTTPException) -> Problem:
    data: Mapping[str, Any] = getattr(error, "data", None) or {}
    errors: list[FieldError] = []
    if "messages" in data or "errors" in data:
        errors = field_errors(data.get("messages") or data.get("errors"), locations=True)
    kept = [(name, value) for name, value in error.get_headers() if name in _PASSED_ON]
    detail = str(data.get("message", "")) or _detail_of(error)
    return Problem(error.code or 500, detail, errors=errors, headers=kept)


def _detail_of(error: HTTPException) -> str:
    """What the title alone does not say: how much a form's fields may hold, beside its files."""
    most = request.max_form_memory_size
    if error.code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or most is None:
        return ""
    return gettext("The texts of a form may have at most %(most)s kB together.", most=most // 1024)


def _unexpected(error: Exception) -> Problem:
    # The message is left out: it may quote what a person wrote.
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("request failed", extra={"kind": type(error).__name__, "frames": frames})
    detail = gettext("It was noted. Please try again, or tell us the request number.")
    return Problem(500, detail, is_passing=True)


OF_EVERY_APP: Final[Refusals] = {
    Problem: lambda problem: problem,
    KeyUnknown: _key_unknown,
    RoleRefused: lambda _: Problem(403, gettext("Your role may not do this.")),
    ValidationError: lambda error: Problem(422, errors=field_errors(error.messages)),
    Unavailable: _unavailable,
    RateLimitExceeded: _too_many,
    CSRFError: _form_expired,
    HTTPException: _from_http,
    Exception: _unexpected,
}
"""What is answered whatever the domain; the keys' own refusals lead to the door instead."""
