"""What was typed into a form that could not be taken just now, to be looked at and sent again.

A session that is over, a form from before the last sign-in, too many requests in a minute, a
database that is away: none of it is the fault of who typed, and a page of the staff may not be kept
by the browser, so going back would bring an empty form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import HTTPException

from services.runtime.web.problems import Problem

_NEVER: Final = ("/sign-in", "/sign-out", "/account")
"""Forms that hold passwords: those are typed anew."""
_TOKEN: Final = "csrf_token"  # noqa: S105 - the name of a field
_ONE_WORD: Final = 40
_FROM_HERE: Final = (None, "same-origin", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was sent, without its token."""

    address: str
    carried: tuple[tuple[str, str], ...]
    """What the page itself chose: numbers, codes, what was ticked."""
    written: tuple[tuple[str, str], ...]
    """What a person wrote, shown to be read once more."""
    files: tuple[str, ...]
    """Names of the fields with files, which no page can fill in."""


def typed_before() -> Typed | None:
    """The form of this request; None where nothing was typed, or another site sent it."""
    if request.method != "POST" or request.path.startswith(_NEVER) or not _is_from_here():
        return None
    try:
        fields = [(name, each) for name, each in request.form.items(multi=True) if name != _TOKEN]
        files = dict.fromkeys(name for name, each in request.files.items() if each.filename)
    except (HTTPException, Problem):
        # Too large or not a form: there is nothing that could be shown again.
        return None
    if not any(value.strip() for _, value in fields):
        return None
    return Typed(
        # One stroke at the front: with two it would name another host.
        address="/" + request.full_path.rstrip("?").lstrip("/"),
        carried=tuple(field for field in fields if not _is_written(field[1])),
        written=tuple(field for field in fields if _is_written(field[1])),
        files=tuple(files),
    )


def _is_written(value: str) -> bool:
    return not value.isascii() or len(value) > _ONE_WORD or len(value.split()) > 1


def _is_from_here() -> bool:
    """Whether a page of ours sent it: no words of a stranger's page are shown as somebody's own."""
    if request.headers.get("Sec-Fetch-Site") not in _FROM_HERE:
        return False
    named = request.headers.get("Origin")
    return named is None or urlsplit(named).netloc == request.host
