"""Forms of pages as their views read them, and which of them need no token of a page.

A NUL in a form is never what a person typed, and PostgreSQL answers it with a fault. Programs are
told which of their values holds one (see `services.runtime.web.fields`); a page drops it, once,
before any view looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, Final, TypeVar

from flask import Request
from werkzeug.formparser import FormDataParser

SAY_WHERE: Final = ("/api/", "/open311/")
"""Below these paths a wrong value is pointed at."""
_NUL: Final = "\0"
_BY_ADDRESS: Final = "__citymend_by_address__"
View = TypeVar("View", bound=Callable[..., object])


def authorised_by_address(view: View) -> View:
    """Mark a view whose address holds a secret that nobody else knows: programs without cookies
    post there, and the secret does what a form's token does elsewhere."""
    setattr(view, _BY_ADDRESS, True)
    return view


def is_authorised_by_address(view: object) -> bool:
    return getattr(view, _BY_ADDRESS, False)


class _FormWithoutNul(FormDataParser):
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        rest, form, files = super().parse(stream, mimetype, content_length, options)
        plain = [(name, value.replace(_NUL, "")) for name, value in form.items(multi=True)]
        return rest, self.cls(plain), files


class PlainFormRequest(Request):
    """Flask's request; no value of a page's form holds a NUL."""

    def make_form_data_parser(self) -> FormDataParser:
        if not self.path.startswith(SAY_WHERE):
            self.form_data_parser_class = _FormWithoutNul
        return super().make_form_data_parser()
