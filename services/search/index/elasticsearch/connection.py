"""Reaching Elasticsearch, and telling "away for now" from "will never take this"."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult, unquote

from elasticsearch import (
    ApiError,
    AuthenticationException,
    AuthorizationException,
    Elasticsearch,
    TransportError,
)

from services.runtime.unavailable import IndexUnavailable

_AWAY = frozenset({404, 408, 429, 500, 502, 503, 504})
"""404: the alias is not made yet. 429: overloaded, or the disk so full that writes are blocked."""
_TIMEOUT = 10.0
"""Seconds for one request."""


def connect(parts: SplitResult) -> Elasticsearch:
    """A client that fails fast: whoever calls decides about trying again."""
    port = parts.port or (443 if parts.scheme == "https" else 9200)
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    host = f"{parts.scheme}://{name}:{port}"
    account = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Elasticsearch(
        host, basic_auth=account, request_timeout=_TIMEOUT, max_retries=0, retry_on_timeout=False
    )


@contextmanager
def talking() -> Iterator[None]:
    """What keeps the engine from answering now becomes IndexUnavailable."""
    try:
        yield
    except (AuthenticationException, AuthorizationException) as error:
        raise IndexUnavailable("the search index refuses our account") from error
    except TransportError as error:
        raise IndexUnavailable("the search index cannot be reached") from error
    except ApiError as error:
        if error.status_code not in _AWAY:
            raise
        raise IndexUnavailable(f"the search index answers {error.status_code}") from error


def is_away(status: int) -> bool:
    """Whether an item of a bulk answer failed for now only; 403 is an index blocked by hand."""
    return status in _AWAY or status == 403
