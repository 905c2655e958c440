"""Which names the installation answers to, and what its absolute links begin with.

Anybody can send any `Host`. An answer that repeats it puts a stranger's address into links, which a
reader follows and a cache keeps for the next one. So a request for a name that nobody configured
is refused before any view, and links begin with the one public address where there is one.

    answer_to_own_hosts(app, settings)          # once per app
    origin()                                    # in a view: "https://city.example"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from services.runtime.host_names import host_name, is_loopback, without_port
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.settings import WebSettings

MISDIRECTED: Final = 421
_PUBLIC_URL: Final = "CITYMEND_PUBLIC_URL"
_REMEMBERED: Final = 256
_USUAL_PORTS: Final = {"http": ":80", "https": ":443"}


def answer_to_own_hosts(app: Flask, settings: WebSettings, free: Iterable[str] = ()) -> None:
    """Refuse what was asked of another host; `free` are paths that probes ask by any address.

    Names of this machine's loopback are always answered. Behind a proxy that is trusted, the host
    is the one that it was asked for.
    """
    is_own, paths = own_hosts(settings), frozenset(free)
    app.config[_PUBLIC_URL] = settings.public_url

    def refuse_others() -> None:
        if not is_own(_asked()) and request.path not in paths:
            raise Problem(
                MISDIRECTED,
                gettext(
                    "This installation does not answer to the address that was asked for. Whoever "
                    "keeps it can allow the name with CITYMEND_PUBLIC_URL or CITYMEND_HOSTS."
                ),
                headers=(("Cache-Control", "no-store"), ("Vary", "Host")),
            )

    def tell_caches(response: Response) -> Response:
        if "follows_host" in g:
            response.vary.add("Host")
        return response

    app.before_request(refuse_others)
    app.after_request(tell_caches)


def origin() -> str:
    """What absolute links begin with, without a stroke at the end: the public address, or what the
    reader asked for, which caches are then told."""
    public: str = current_app.config.get(_PUBLIC_URL, "")
    if public:
        return public
    g.follows_host = True
    # Not `request.host_url`: it knows no name with an underscore, as containers have.
    asked = host_name(_asked()) or ""
    usual = _USUAL_PORTS.get(request.scheme, "")
    return f"{request.scheme}://{asked.removesuffix(usual) if usual else asked}"


def _asked() -> str:
    # `request.host` is for a request that names none.
    return request.environ.get("HTTP_HOST") or request.host


def own_hosts(settings: WebSettings) -> Callable[[str], bool]:
    """Whether the value of a Host header names this installation. A name that is configured
    without a port is ours at every port, and so is that of the public address, since no link
    follows what was asked for then."""
    public = host_name(urlsplit(settings.public_url).netloc)
    named = {name for each in settings.hosts if (name := host_name(each)) is not None}
    allowed = frozenset(named | ({without_port(public)} if public else set()))

    @lru_cache(maxsize=_REMEMBERED)
    def is_own(host: str) -> bool:
        asked = host_name(host)
        if asked is None:
            return False
        return asked in allowed or without_port(asked) in allowed or is_loopback(asked)

    return is_own
