"""The writer of one generation: versions checked, commits durable, the lock taken when needed."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import tantivy

from services.runtime.unavailable import IndexUnavailable
from services.search.index.port import Document, Key
from services.search.index.tantivy.queries import keyed
from services.search.index.tantivy.schema import schema, to_tantivy

_HEAP = 32_000_000
"""Bytes that tantivy's writer may hold before it writes a segment; it needs 15 MB at least."""


class GenerationWriter:
    """Not safe for threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None

    def make(self) -> None:
        """Create the empty index in the generation's folder."""
        tantivy.Index(schema(), path=str(self.path), reuse=False)

    def lock(self) -> None:
        """Take tantivy's lock. Raises IndexUnavailable while another process has it."""
        self._open()

    def write(self, documents: Sequence[Document]) -> None:
        """Store what is newer than the stored; durable on return. Distinct keys only."""
        writer = self._open()
        stored = self.versions([document.key for document in documents])
        fresh = [d for d in documents if d.version >= stored.get(d.key, 0)]
        made = [to_tantivy(document) for document in fresh]
        try:
            for document, entry in zip(fresh, made, strict=True):
                if document.key in stored:
                    writer.delete_documents_by_term("key", str(document.key))
                writer.add_document(entry)
            writer.commit()
        except (ValueError, OSError) as error:
            # A writer that failed may be poisoned; the next attempt opens a new one.
            self.close()
            raise IndexUnavailable("the search index could not be written") from error

    def versions(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        self._open()
        if not keys or self._index is None:
            return {}
        self._index.reload()
        searcher = self._index.searcher()
        found = searcher.search(keyed(keys), limit=len(keys), count=False)
        payloads = (searcher.doc(address).get_first("payload") for _, address in found.hits)
        versions = {}
        for payload in payloads:
            stored = json.loads(bytes(payload or b"{}"))
            versions[Key(stored["kind"], stored["id"])] = int(stored["version"])
        return versions

    def close(self) -> None:
        """Let the lock go. What was committed stays; anything else is lost."""
        self._writer = None
        self._index = None

    def _open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self._index = tantivy.Index.open(str(self.path))
                self._index.config_reader("manual")
                self._writer = self._index.writer(_HEAP, 1)
            except (ValueError, OSError) as error:
                self.close()
                raise IndexUnavailable("another process writes the search index") from error
        return self._writer
