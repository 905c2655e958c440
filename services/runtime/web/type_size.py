"""Large type: ?type=large, remembered in a cookie; every page can switch it, without scripts."""

from __future__ import annotations

from typing import Final, cast

from flask import Flask, Response, g, has_request_context, request

PARAMETER: Final = "type"
SIZES: Final = ("normal", "large")
_A_YEAR: Final = 31_536_000


def type_size() -> str:
    """The reader's size of type, "normal" or "large"."""
    if not has_request_context():
        return SIZES[0]
    if "type_size" not in g:
        named = (request.args.get(PARAMETER), request.cookies.get(PARAMETER))
        g.type_size = next((size for size in named if size in SIZES), SIZES[0])
    return cast(str, g.type_size)


def remember_type_size(app: Flask) -> None:
    """Keep what the reader chose, for every page of the origin."""

    def remember(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        asked = request.args.get(PARAMETER)
        if asked in SIZES and asked != request.cookies.get(PARAMETER):
            response.set_cookie(
                PARAMETER, asked, max_age=_A_YEAR, samesite="Lax", secure=request.is_secure
            )
        return response

    app.after_request(remember)
    app.jinja_env.globals.update(type_size=type_size)
