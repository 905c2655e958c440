"""Languages. Messages are written in English in the code and translated in ``zh.po`` files.

    from services.runtime.web.i18n import gettext as _          # now, in the reader's language
    from services.runtime.web.i18n import lazy_gettext          # later, for constants
    pgettext("case", "suspended"), {% trans "case" %}suspended{% endtrans %}   # of several meanings

Each package keeps a ``zh.po``; ``create_app(translations=[folder, …])`` names the folders. The
files are read as text once per process: nothing is compiled or committed in a binary form.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from babel.support import NullTranslations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, Domain, LazyString
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext
from flask_babel import npgettext as _npgettext
from flask_babel import pgettext as _pgettext

from services.runtime.web.catalogue import catalogue
from services.runtime.web.settings import LANGUAGES, WebSettings

OWN_FOLDER: Final = Path(__file__).parent
LANGUAGE_PARAMETER: Final = "lang"
"""Every address takes it; no route declares it."""
_COOKIE: Final = "lang"
_TAGS: Final = {"zh": "zh-CN", "en": "en"}


def gettext(message: str, **values: object) -> str:
    """The message in the reader's language; ``%(name)s`` takes a value."""
    return str(_gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The message for a number of things; ``%(num)d`` is the number."""
    return str(_ngettext(singular, plural, num, **values))


def lazy_gettext(message: str, **values: object) -> LazyString:
    """Translated when it is shown, so that a constant can be written in any module."""
    return LazyString(gettext, message, **values)


def pgettext(context: str, message: str, **values: object) -> str:
    """The message where it means this and not something else: the translations may differ."""
    return str(_pgettext(context, message, **values))


def npgettext(context: str, singular: str, plural: str, num: int, **values: object) -> str:
    """``ngettext`` with a context."""
    return str(_npgettext(context, singular, plural, num, **values))


def lazy_pgettext(context: str, message: str, **values: object) -> LazyString:
    """``lazy_gettext`` with a context."""
    return LazyString(pgettext, context, message, **values)


class TextDomain(Domain):  # type: ignore[misc]
    """Translations read from .po text once, instead of from compiled files per request."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self._catalogues = {code: catalogue(folders, code) for code in LANGUAGES}

    def get_translations(self) -> NullTranslations:
        return self._catalogues[language()]

    def catalogue(self, code: str) -> NullTranslations:
        """All that is said in one language."""
        return self._catalogues[code]


def speak(app: Flask, settings: WebSettings, folders: Sequence[Path]) -> None:
    """Give the app its languages: ?lang=, the cookie, the browser's wish, or Chinese."""
    babel = Babel(
        app,
        default_locale="zh",
        default_timezone=settings.timezone,
        locale_selector=language,
    )
    babel.domain_instance = TextDomain([OWN_FOLDER, *folders])
    app.jinja_env.globals.update(language=language, language_tag=language_tag)
    app.after_request(_remember)


def language() -> str:
    """The reader's language code, "zh" or "en"."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        g.language = _wanted()
    return cast(str, g.language)


def language_tag() -> str:
    """The language for ``<html lang>`` and Content-Language."""
    return _TAGS[language()]


def _wanted() -> str:
    for named in (request.args.get(LANGUAGE_PARAMETER), request.cookies.get(_COOKIE)):
        if named in LANGUAGES:
            return named
    return request.accept_languages.best_match(LANGUAGES) or "zh"


def _remember(response: Response) -> Response:
    if response.mimetype != "application/json":
        response.headers.setdefault("Content-Language", language_tag())
    asked = request.args.get(LANGUAGE_PARAMETER)
    if asked in LANGUAGES and asked != request.cookies.get(_COOKIE):
        response.set_cookie(_COOKIE, asked, max_age=31_536_000, samesite="Lax")
    return response
