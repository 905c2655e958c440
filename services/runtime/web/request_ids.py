"""One id per request: taken from X-Request-Id when it is well formed, else made; echoed back."""

from __future__ import annotations

import logging
import re
import uuid
from typing import Final, cast

from flask import Flask, Response, g, has_request_context, request

HEADER: Final = "X-Request-Id"
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id() -> str:
    """The id of the request at hand; empty outside one."""
    if not has_request_context():
        return ""
    if "request_id" not in g:
        sent = request.headers.get(HEADER, "")
        g.request_id = sent if _WELL_FORMED.fullmatch(sent) else uuid.uuid4().hex
    return cast(str, g.request_id)


def name_requests(app: Flask) -> None:
    """Echo the id on every answer of the app."""

    def echo(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        return response

    app.after_request(echo)


class RequestIdFilter(logging.Filter):
    """Adds ``request_id`` to log records written while a request is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        if has_request_context():
            record.request_id = request_id()
        return True


def name_requests_in_logs() -> None:
    """Let every handler of the process say which request a line belongs to."""
    for handler in logging.getLogger().handlers:
        handler.addFilter(RequestIdFilter())
