"""Asking a server over HTTP, with the standard library alone."""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException

TIMEOUT = 30.0
"""Seconds."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer that are read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Equal ones are asked once."""

    method: str
    url: str
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


Transport = Callable[[Asked], Answer]


class Unreachable(Exception):
    """Nothing answers under the address."""


def over_http(asked: Asked) -> Answer:
    """Ask once; redirects are followed. Raises Unreachable."""
    if not asked.url.startswith(("http://", "https://")):
        raise Unreachable(f"{asked.url}: not an http address")
    try:
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            asked.url, data=asked.body, headers=dict(asked.headers), method=asked.method
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            return Answer(response.status, response.read(LARGEST), _lower(response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read(LARGEST), _lower(error.headers))
    except (OSError, ValueError, HTTPException) as error:
        raise Unreachable(f"{asked.url}: {error}") from error


def _lower(headers: Message) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}
