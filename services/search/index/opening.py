"""A URL chooses the index. The only place that knows there is a choice."""

from pathlib import Path
from typing import Literal, overload
from urllib.parse import SplitResult, unquote, urlsplit

from services.search.index.port import Index, IndexReader

Mode = Literal["read", "write"]


class UnknownIndexUrl(ValueError):
    """The URL names no index that we have. The message shows its scheme only: it may hold a
    password."""


@overload
def open_index(url: str, mode: Literal["read"]) -> IndexReader: ...
@overload
def open_index(url: str, mode: Literal["write"]) -> Index: ...
def open_index(url: str, mode: Mode) -> IndexReader:
    """The index behind `tantivy:///path` or `http(s)://[user:password@]host:port[/name]`.

    Opening touches and waits for nothing: an engine that is away is told by each call. "write"
    is for the one process that writes; there, Index.make() makes the index when it is missing.
    """
    parts = urlsplit(url)
    if parts.scheme == "tantivy":
        return _open_tantivy(Path(unquote(parts.path)), mode)
    if parts.scheme in ("http", "https"):
        return _open_elasticsearch(parts, mode)
    raise UnknownIndexUrl(f"no index is known for the scheme {parts.scheme!r}")


def _open_tantivy(root: Path, mode: Mode) -> IndexReader:
    from services.search.index.tantivy.reader import TantivyReader
    from services.search.index.tantivy.writer import TantivyIndex

    return TantivyReader(root) if mode == "read" else TantivyIndex(root)


def _open_elasticsearch(parts: SplitResult, mode: Mode) -> IndexReader:
    from services.search.index.elasticsearch.connection import connect
    from services.search.index.elasticsearch.reader import ElasticsearchReader
    from services.search.index.elasticsearch.writer import ElasticsearchIndex

    name = parts.path.strip("/") or "citymend"
    client = connect(parts)
    return ElasticsearchReader(client, name) if mode == "read" else ElasticsearchIndex(client, name)
