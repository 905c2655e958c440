"""Errors as RFC 9457 problems. Views raise, nobody builds an error response by hand.

    raise Problem(404, _("There is no such thing."))
    raise Problem(422, errors=[FieldError("/lat", "range", _("Latitude is between -90 and 90."))])

A refusal of the domain stays a plain exception there; ``create_app(refusals={AlreadyClosed:
lambda refusal: Problem(409, _("…"))})`` says once what it means to a caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, json

from services.runtime.web.i18n import gettext, lazy_gettext
from services.runtime.web.request_ids import request_id

MEDIA_TYPE: Final = "application/problem+json"

_TITLES: Final = {
    400: lazy_gettext("The request cannot be read"),
    401: lazy_gettext("A valid key is needed"),
    403: lazy_gettext("Not allowed"),
    404: lazy_gettext("Not found"),
    405: lazy_gettext("This address does not answer that method"),
    406: lazy_gettext("No such representation"),
    409: lazy_gettext("Conflict"),
    410: lazy_gettext("No longer there"),
    413: lazy_gettext("Too large"),
    415: lazy_gettext("This kind of content is not accepted"),
    421: lazy_gettext("Not the address of this installation"),
    422: lazy_gettext("Some of the values cannot be accepted"),
    429: lazy_gettext("Too many requests"),
    500: lazy_gettext("Something went wrong on our side"),
    503: lazy_gettext("Not available at the moment"),
    504: lazy_gettext("Not ready in time"),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of one value: where (JSON pointer), which rule, and a sentence that helps."""

    pointer: str
    rule: str
    detail: str


class Problem(Exception):
    """An answer that is an error: raise it anywhere below a view."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        title: str | None = None,
        type: str = "about:blank",  # noqa: A002 - the member's name in RFC 9457
        retry_after: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
        is_passing: bool = False,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.errors = tuple(errors)
        self.title = title
        self.type = type
        self.retry_after = retry_after
        self.headers = tuple(headers)
        self.is_passing = is_passing
        """Whether the same may be accepted later: what was typed is kept to be sent again."""

    def shown_title(self) -> str:
        """The title in the reader's language."""
        return self.title or str(_TITLES.get(self.status) or HTTPStatus(self.status).phrase)

    def shown_detail(self) -> str:
        """The detail, or a sentence made from the errors."""
        if self.detail:
            return str(self.detail)
        if self.errors:
            return gettext("See errors for what to mend.")
        return self.shown_title()

    def answer(self) -> Response:
        """The problem+json response, with Retry-After where there is one."""
        response = Response(_body(self), status=self.status, mimetype=MEDIA_TYPE)
        for name, value in self.headers:
            response.headers[name] = value
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(self.retry_after)
        return response


def _body(problem: Problem) -> str:
    body: str = json.dumps(
        {
            "type": problem.type,
            "title": problem.shown_title(),
            "status": problem.status,
            "detail": problem.shown_detail(),
            "instance": request_id(),
            "errors": [
                {"pointer": error.pointer, "rule": error.rule, "detail": str(error.detail)}
                for error in problem.errors
            ],
        }
    )
    return body
