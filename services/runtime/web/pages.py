"""Pages: one look for all services, forms that carry a CSRF token and keep what was typed.

    pages = Blueprint("site", __name__, template_folder="templates")     # flask.Blueprint
    @pages.get("/form")
    @public
    def form() -> str:
        return render_page("site/form.html", values=values, errors=errors)

``errors`` is a list of FieldError (pointer "/phone"). The macros of ``_forms.html`` show them:
``{% from "_forms.html" import error_summary, text_field, csrf %}``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlencode

from flask import Flask, render_template, request, url_for
from flask_wtf.csrf import CSRFProtect

from services.runtime.identity.access import current_actor
from services.runtime.web.docs import linked, said
from services.runtime.web.i18n import LANGUAGE_PARAMETER, language
from services.runtime.web.maps import draw_maps
from services.runtime.web.problems import FieldError
from services.runtime.web.request_ids import request_id
from services.runtime.web.settings import WebSettings
from services.runtime.web.type_size import PARAMETER as TYPE_PARAMETER
from services.runtime.web.type_size import remember_type_size

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(__file__).parent / "static"


def render_page(template: str, **context: object) -> str:
    """The page in the reader's language; the template extends ``base.html``."""
    return render_template(template, **context)


def errors_by_field(errors: Sequence[FieldError]) -> Mapping[str, str]:
    """First sentence per field name, for the place beside the input."""
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(error.pointer.lstrip("/"), str(error.detail))
    return found


class MenuEntry(NamedTuple):
    """A page of a service's menu, brought by the feature whose page it is."""

    code: str
    """By which a page says that it is the one that is open."""
    path: str
    label: object
    """Said in the reader's language when it is shown."""


def dress(app: Flask, settings: WebSettings, menu: Sequence[MenuEntry] = ()) -> CSRFProtect:
    """Give the app the look, the helpers of the templates and CSRF protection of forms."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    protection = CSRFProtect(app)
    hashes: dict[str, str] = {}

    def asset(name: str) -> str:
        """Address of a file of the shared look; changes when the file does."""
        if name not in hashes:
            hashes[name] = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=name, v=hashes[name])

    app.jinja_env.globals.update(
        asset=asset,
        errors_by_field=errors_by_field,
        in_language=lambda code: _here_with(LANGUAGE_PARAMETER, code),
        in_type=lambda size: _here_with(TYPE_PARAMETER, size),
        linked=linked,
        said=said,
        request_id=request_id,
        menu=menu,
        navigation=lambda: _navigation(settings),
        signed_in=_signed_in,
        product=lambda: settings.product.get(language(), "Citymend"),
    )
    remember_type_size(app)
    draw_maps(app, settings)
    return protection


def _here_with(name: str, value: str) -> str:
    """This page's address with one parameter changed, keeping the rest of the query."""
    kept = {**request.args.to_dict(flat=False), name: [value]}
    pairs = [(key, each) for key, values in kept.items() for each in values]
    return f"{request.path}?{urlencode(pairs)}"


def _navigation(settings: WebSettings) -> list[tuple[str, str, str]]:
    """Path, label and aria-current of each link of the header."""
    position = 1 if language() == "zh" else 2
    links = [*settings.navigation, *_staff_links(settings)]
    return [(link[0], link[position], _where(link[0])) for link in links]


def _staff_links(settings: WebSettings) -> list[tuple[str, str, str]]:
    """What somebody who is signed in may open besides."""
    who = current_actor()
    if who.account_id is None:
        return []
    return [
        (path, chinese, english)
        for path, chinese, english, roles in settings.staff_navigation
        if who.may(*roles)
    ]


def _signed_in() -> str | None:
    """The name of the member of the staff who reads this page."""
    who = current_actor()
    return who.name if who.account_id is not None else None


def _where(path: str) -> str:
    here = request.path.rstrip("/")
    if here == path.rstrip("/"):
        return "page"
    return "true" if here.startswith(f"{path.rstrip('/')}/") else ""
