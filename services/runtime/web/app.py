"""The Flask app of one service: its full paths, its problems, its pages, its document.

    app = create_app(
        About("intake", "Citymend intake", services.__version__),
        blueprints=[thing_routes(make, …)],         # services.runtime.web.blueprint.Blueprint
        pages=[site_pages(make, …)],              # flask.Blueprint, its own template_folder
        check=lambda: None,                          # None: healthy; else a sentence
        web=WebSettings(secret=…), keys=keys,        # anything with actor(key) -> Actor | None
        translations=[Path(__file__).parent],        # folders that hold a zh.po
        refusals={NoSuchThing: lambda _: Problem(404, gettext("There is no such thing."))},
    )

A service's app is made of its features: ``services.runtime.web.feature``. Paths are never
stripped: a blueprint's ``url_prefix`` is the whole path a caller sees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import flask
from flask import Flask, Response, jsonify, render_template
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

from services.runtime.identity.access import Keys, guard, public, unguarded_routes
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.bodies import limit_bodies
from services.runtime.web.forms import PlainFormRequest, is_authorised_by_address
from services.runtime.web.headers import secure_headers
from services.runtime.web.hosts import answer_to_own_hosts
from services.runtime.web.i18n import speak
from services.runtime.web.observe import observe
from services.runtime.web.openapi import Document, ProblemApi, document
from services.runtime.web.pages import STATIC, TEMPLATES, MenuEntry, dress
from services.runtime.web.rates import limit_rates
from services.runtime.web.refusals import Refusals, answer_refusals
from services.runtime.web.request_ids import name_requests
from services.runtime.web.sessions import SparingSessions
from services.runtime.web.settings import WebSettings

Check = Callable[[], str | None]
_NO_REFUSALS: Final[Refusals] = {}


class UnguardedRoutes(Exception):
    """Routes that neither name a role nor are marked public; the app is not started."""


@dataclass(frozen=True, slots=True)
class About:
    """What a service calls itself: the word of its paths, its title, its version."""

    name: str
    title: str
    version: str


def create_app(
    about: About,
    *,
    web: WebSettings,
    keys: Keys,
    blueprints: Sequence[Blueprint] = (),
    pages: Sequence[flask.Blueprint] = (),
    protocols: Sequence[flask.Blueprint] = (),
    check: Check = lambda: None,
    translations: Sequence[Path] = (),
    refusals: Refusals = _NO_REFUSALS,
    menu: Sequence[MenuEntry] = (),
) -> Flask:
    """The finished app; raises ``UnguardedRoutes`` when a view says not who may use it.

    ``protocols`` are routes of published standards: programs call them, with a key and never by
    a cookie, and the standard, not our document, describes them.
    """
    app = _bare_app(about, web)
    observe(app, about.name)
    speak(app, web, translations)
    name_requests(app)
    secure_headers(app, web)
    answer_refusals(app, refusals)
    answer_to_own_hosts(app, web, free=(f"/api/{about.name}/healthz",))
    # First: the guard reads the form of who is signed in, for its token.
    limit_bodies(app, web.json_limit)
    guard(app, keys)
    protection = dress(app, web, menu)
    limit_rates(app, web)
    api = ProblemApi(app)
    for blueprint in blueprints:
        protection.exempt(blueprint)
        api.register_blueprint(blueprint)
    for page_group in pages:
        app.register_blueprint(page_group)
    for protocol in protocols:
        protection.exempt(protocol)
        app.register_blueprint(protocol)
    for view in filter(is_authorised_by_address, app.view_functions.values()):
        protection.exempt(view)
    _describe(app, api, about, check)
    if unguarded := unguarded_routes(app):
        raise UnguardedRoutes(", ".join(unguarded))
    return app


class _PlainFlask(Flask):
    """No view and no hook of ours is a coroutine, so a request need not ask each of them."""

    request_class = PlainFormRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def _bare_app(about: About, web: WebSettings) -> Flask:
    app = _PlainFlask(
        f"citymend.{about.name}",
        root_path=str(Path(__file__).parent),
        static_folder=str(STATIC),
        static_url_path=f"/static/{about.name}",
        template_folder=str(TEMPLATES),
    )
    app.config.update(
        API_TITLE=about.title,
        API_VERSION=about.version,
        OPENAPI_VERSION="3.1.0",
        MAX_CONTENT_LENGTH=web.json_limit,
        MAX_FORM_MEMORY_SIZE=web.json_limit,
        SECRET_KEY=web.secret,
        SESSION_COOKIE_NAME="citymend",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=web.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.session_interface = SparingSessions()
    provider = app.json
    if isinstance(provider, DefaultJSONProvider):
        provider.ensure_ascii = False
        provider.sort_keys = False
    app.url_map.strict_slashes = False
    if web.trusted_proxies:
        hops = web.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops
        )
    return app


def _describe(app: Flask, api: ProblemApi, about: About, check: Check) -> None:
    base = f"/api/{about.name}"

    @cache
    def described() -> Document:
        return document(app, api)

    @public
    def healthz() -> tuple[Response, int]:
        wrong = check()
        body = {"status": "ok" if wrong is None else "unavailable", "detail": wrong}
        return jsonify({**body, "version": about.version}), 200 if wrong is None else 503

    @public
    def openapi() -> Response:
        return jsonify(described())

    @public
    def docs() -> str:
        return render_template("docs.html", document=described(), base=base)

    app.add_url_rule(f"{base}/healthz", "healthz", healthz)
    app.add_url_rule(f"{base}/openapi.json", "openapi", openapi)
    app.add_url_rule(f"{base}/docs", "docs", docs)
