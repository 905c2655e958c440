"""One origin for several apps: a request goes to the app with the longest matching prefix.

    application = mount({"/": intake.app, "/api/bank": bank.app, "/search": search.app, …})

Prefixes match whole path segments ("/search" takes "/search/x", not "/searching") and nothing is
stripped: an app sees the path the caller asked for. "/" takes what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class NoRoot(ValueError):
    """The mapping names no app for "/": some paths would have no answer."""


def mount(apps: Mapping[str, WSGIApplication]) -> WSGIApplication:
    """The app that hands each request to the right one of ``apps``."""
    if "/" not in apps:
        raise NoRoot
    routes = {tuple(_segments(prefix)): app for prefix, app in apps.items()}
    deepest = max(len(prefix) for prefix in routes)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = tuple(_segments(environ.get("PATH_INFO", ""))[:deepest])
        while asked not in routes:
            asked = asked[:-1]
        return routes[asked](environ, start_response)

    return application


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]
