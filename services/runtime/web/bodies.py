"""How large a body may be: the setting's limit, or what a view says of itself.

@blueprint.post("/imports")
@requires("officer")
@accepts_body(100 * 1024 * 1024)
def import_table() -> …: …
"""

from collections.abc import Callable
from typing import IO, Final, TypeVar, cast

from flask import Flask, request

from services.runtime.web.forms import SAY_WHERE
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem

View = TypeVar("View", bound=Callable[..., object])
_MEGABYTE: Final = 1024 * 1024
_FIELDS_ALONE: Final = "application/x-www-form-urlencoded"
_NUL: Final = b"%00"
_BODY_LIMIT: Final = "__citymend_body_limit__"


def accepts_body(limit: int) -> Callable[[View], View]:
    """Let a view take a larger body than the setting says (bytes); a file upload, for one."""

    def mark(view: View) -> View:
        setattr(view, _BODY_LIMIT, limit)
        return view

    return mark


def limit_bodies(app: Flask, usual_limit: int) -> None:
    """Refuse larger bodies with 413, before they are read where their length is told."""

    def check_size() -> None:
        if request.url_rule is None:
            return
        view = app.view_functions[request.url_rule.endpoint]
        limit = _limit_of(view, request.method) or usual_limit
        if request.mimetype == _FIELDS_ALONE:
            # Such a form holds no file, and is read into memory as a whole.
            limit = min(limit, usual_limit)
        if request.content_length is not None and request.content_length > limit:
            raise _too_large(limit)
        # Werkzeug cuts a chunked body at its limit and calls that the whole of it.
        stream = request.environ["wsgi.input"]
        request.environ["wsgi.input"] = _Counted(stream, limit)
        request.max_content_length = limit + 1
        # Fields that are no files are kept in memory, whatever room a file has.
        request.max_form_memory_size = min(limit, usual_limit)

    def refuse_nul() -> None:
        if "\x00" in request.path:
            raise Problem(404)
        # An API says which part of a query is wrong; a page has no such part that a person typed.
        if _NUL in request.query_string and not request.path.startswith(SAY_WHERE):
            raise Problem(400)

    app.before_request(check_size)
    app.before_request(refuse_nul)


class _Counted:
    """A body that raises 413 as soon as more than the limit has come in."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._left = limit

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._left -= len(chunk)
        if self._left < 0:
            raise _too_large(self._limit)
        return chunk


def _too_large(limit: int) -> Problem:
    if limit < _MEGABYTE:
        return Problem(413, gettext("At most %(most)s kB can be sent here.", most=limit // 1024))
    most = limit // _MEGABYTE
    return Problem(413, gettext("At most %(most)s MB can be sent here.", most=most))


def _limit_of(view: object, method: str) -> int | None:
    handler = getattr(getattr(view, "view_class", None), method.lower(), view)
    return cast("int | None", getattr(handler, _BODY_LIMIT, None))
