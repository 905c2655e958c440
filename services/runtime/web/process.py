"""Health and figures of a process: /healthz (it lives), /readyz (it can work), /metrics.

process_app({"intake database": lambda: None, "bus": bus_trouble}, keys=keys,
            facts={"profile": "sha256:…"})
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import Final

from flask import Flask, Response, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from werkzeug.middleware.proxy_fix import ProxyFix

from services.runtime.identity.access import KeyMissing, Keys, current_actor, guard, public
from services.runtime.web.headers import secure_headers
from services.runtime.web.hosts import answer_to_own_hosts
from services.runtime.web.i18n import speak
from services.runtime.web.refusals import answer_refusals
from services.runtime.web.request_ids import name_requests
from services.runtime.web.settings import WebSettings

PATHS: Final = ("/healthz", "/readyz", "/metrics")
"""What ``mount`` must route to this app."""

_PASSED_ON: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-Ip")


def process_app(
    checks: Mapping[str, Callable[[], str | None]],
    *,
    keys: Keys,
    web: WebSettings,
    registry: CollectorRegistry = REGISTRY,
    facts: Mapping[str, str] | None = None,
) -> Flask:
    """``checks`` name what this process needs: None is fine, a sentence says what is wrong."""
    app = Flask("citymend.process", static_folder=None)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if web.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=web.trusted_proxies, x_proto=web.trusted_proxies
        )
    speak(app, web, ())
    name_requests(app)
    secure_headers(app, web)
    answer_refusals(app, {})
    # What watches over containers asks by their address.
    answer_to_own_hosts(app, web, free=PATHS)
    guard(app, keys)

    @public
    def healthz() -> Response:
        return jsonify({"status": "ok"})

    @public
    def readyz() -> tuple[Response, int]:
        wrong = {name: said for name, check in checks.items() if (said := check()) is not None}
        if not _is_known():
            # What a driver says may name hosts and accounts.
            wrong = dict.fromkeys(wrong, "unavailable")
        status = "unavailable" if wrong else "ok"
        body = {"status": status, "checks": dict.fromkeys(checks, "ok") | wrong, **(facts or {})}
        return jsonify(body), 503 if wrong else 200

    @public
    def metrics() -> Response:
        if not _is_known():
            raise KeyMissing
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    for path, view in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        app.add_url_rule(path, view.__name__, view)
    return app


def _is_known() -> bool:
    return _is_local() or not current_actor().is_anonymous


def _is_local() -> bool:
    # A proxy on this machine passes on what strangers ask: it names them, trusted or not.
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
