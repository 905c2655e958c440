"""Pictures that come with a request, where a server takes them at all. These write.

The standard has no upload; the extension that several servers share is a `media` file in a
multipart/form-data body.
"""

import base64
from collections.abc import Iterator
from typing import Final

from services.open311_check.check import Check
from services.open311_check.exchange import Answer
from services.open311_check.posting import created, realtime
from services.open311_check.reading import Form
from services.open311_check.server import Server, Unjudged

_SECTION = "Extensions: media files"
_PICTURE: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""
_PAGE: Final = b"<!doctype html><script>alert(1)</script>"


def _with(server: Server, form: Form, kind: str, content: bytes) -> Answer:
    return server.post_files(form, realtime(server, form), [(kind, content)])


def _taken(server: Server, form: Form) -> Answer:
    """The answer to a picture. Raises Unjudged where pictures are not taken."""
    answer = _with(server, form, "image/png", _PICTURE)
    if 400 <= answer.status < 500:
        raise Unjudged(f"the server takes no pictures: it answered {answer.status}")
    return answer


def _picture(server: Server, form: Form) -> Iterator[str]:
    answer = _taken(server, form)
    if answer.status >= 500:
        yield f"a request with a picture answered {answer.status}"
    elif not created(answer, form).get("service_request_id"):
        yield "a request with a picture was told no service_request_id"


def _no_picture(server: Server, form: Form) -> Iterator[str]:
    _taken(server, form)
    answer = _with(server, form, "image/png", _PAGE)
    if not 400 <= answer.status < 500:
        yield f"a web page called a picture answered {answer.status}"


CHECKS: tuple[Check, ...] = (
    Check(
        "post-media",
        _SECTION,
        "A request with a picture is answered like one without; who takes none says so.",
        _picture,
    ),
    Check(
        "post-media-is-a-picture",
        _SECTION,
        "Who takes pictures refuses what is none, whatever it is called.",
        _no_picture,
    ),
)
