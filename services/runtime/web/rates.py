"""Rate limits per caller, on by default: public writes are what a stranger could flood.

``@rate("30 per minute")`` on a view names its own; ``WebSettings(rate_limits=False)`` is for load
tests. Counts live in the memory of one process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from services.runtime.identity.access import current_actor
from services.runtime.web.settings import WebSettings

View = TypeVar("View", bound=Callable[..., object])

WRITES: Final = "60 per minute"
_RATE: Final = "__citymend_rate__"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def rate(limit: str) -> Callable[[View], View]:
    """Mark a view with its own limit, such as "10 per minute"; counts anonymous callers only."""

    def mark(view: View) -> View:
        setattr(view, _RATE, limit)
        return view

    return mark


def limit_rates(app: Flask, settings: WebSettings) -> None:
    """Limit writes by callers without a key; a key's owner is known and is not limited."""
    Limiter(
        get_remote_address,
        app=app,
        enabled=settings.rate_limits,
        storage_uri="memory://",
        default_limits=[lambda: _limit_of(app)],
        default_limits_exempt_when=_is_free,
    )


def _limit_of(app: Flask) -> str:
    if request.url_rule is None:
        return WRITES
    view = app.view_functions[request.url_rule.endpoint]
    return cast(str, getattr(view, _RATE, WRITES))


def _is_free() -> bool:
    return request.method in _SAFE or not current_actor().is_anonymous
