"""A random name that a browser keeps; it tells people apart who give no contact."""

from collections.abc import Mapping
from typing import Final

from werkzeug.wrappers import Response

_COOKIE: Final = "browser"
_A_YEAR: Final = 31_536_000
_LONGEST: Final = 100


def browser_of(cookies: Mapping[str, str]) -> str:
    """The name that a request brings; empty for none."""
    return cookies.get(_COOKIE, "")[:_LONGEST]


def remember_browser(answer: Response, name: str, *, secure: bool) -> Response:
    """Let the browser keep its name for a year."""
    answer.set_cookie(_COOKIE, name, max_age=_A_YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer
