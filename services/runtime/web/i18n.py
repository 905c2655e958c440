"""Languages. Messages are written in English in the code and translated in ``zh.po`` files.

    from services.runtime.web.i18n import gettext as _          # now, in the reader's language
    from services.runtime.web.i18n import lazy_gettext          # later, for constants

Each package keeps a ``zh.po``; ``create_app(translations=[folder, …])`` names the folders. The
files are read as text at start: nothing is compiled or committed in a binary form.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, Domain, LazyString
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext

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


class TextDomain(Domain):  # type: ignore[misc]
    """Translations read from .po text once, instead of from compiled files per request."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self._catalogues = {code: catalogue(folders, code) for code in LANGUAGES}

    def get_translations(self) -> NullTranslations:
        return self._catalogues[language()]


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


def catalogue(folders: Sequence[Path], code: str) -> NullTranslations:
    """All messages of one language, also for who speaks outside of a request."""
    together = Catalog(locale=code)
    for folder in folders:
        for message in _messages(folder / f"{code}.po"):
            together[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return Translations(compiled)


def _messages(file: Path) -> Catalog:
    if not file.exists():
        return Catalog(locale=file.stem)
    with file.open("rb") as text:
        return read_po(text, locale=file.stem)
