"""What is measured and logged of each request: never its path, which may hold a person's token."""

import logging
import time
from typing import Final

from flask import Flask, Response, g, request
from prometheus_client import Histogram

from services.runtime.identity.access import current_actor

logger = logging.getLogger(__name__)

REQUEST_SECONDS: Final = Histogram(
    "citymend_http_request_seconds",
    "From a request's arrival in the application to its answer, in seconds",
    ["service", "method", "route", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SLOW_SECONDS: Final = 1.0
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS: Final = _READS | {"POST", "PUT", "PATCH", "DELETE"}


def observe(app: Flask, service: str) -> None:
    """Measure every request; log those that write, are refused, fail or are slow."""

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "none"
        # Anybody can make up methods; each would stay in memory as a series of its own.
        method = request.method if request.method in _METHODS else "other"
        labels = (service, method, route, str(response.status_code))
        REQUEST_SECONDS.labels(*labels).observe(seconds)
        if request.method not in _READS or response.status_code >= 400 or seconds > SLOW_SECONDS:
            _log(response.status_code, route, seconds)
        return response

    app.before_request(begin)
    app.after_request(end)


def _log(status: int, route: str, seconds: float) -> None:
    logger.info(
        "request answered",
        extra={
            "method": request.method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "role": current_actor().role,
        },
    )
