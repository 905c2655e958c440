"""The writer of one generation: versions checked, commits durable, the lock taken when needed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Document, Key
from services.search.index.tantivy.queries import keyed
from services.search.index.tantivy.schema import schema, to_tantivy

_HEAP = 32_000_000
"""Bytes that tantivy's writer may hold before it writes a segment; it needs 15 MB at least."""
_MOST_PENDING = 20_000
"""Records that fill() holds back from a commit, which costs the same for one as for thousands."""


class GenerationWriter:
    """Not safe for threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._pending: dict[Key, int] = {}
        """What was added since the last commit, and at which version."""

    def make(self) -> None:
        """Create the empty index in the generation's folder."""
        tantivy.Index(schema(), path=str(self.path), reuse=False)

    def lock(self) -> None:
        """Take tantivy's lock. Raises IndexUnavailable while another process has it."""
        self._open()

    def write(self, documents: Sequence[Document]) -> None:
        """Store what is newer than the stored; durable on return. Distinct keys only."""
        self._add(documents)
        self.commit()

    def fill(self, documents: Sequence[Document]) -> None:
        """As write(), but durable only after commit(), which may come by itself meanwhile."""
        self._add(documents)
        if len(self._pending) >= _MOST_PENDING:
            self.commit()

    def commit(self) -> None:
        """Everything added so far is durable on return. Raises IndexUnavailable."""
        writer = self._open()
        if not self._pending:
            return
        with self._no_half_writer():
            writer.commit()
        self._pending = {}

    def _add(self, documents: Sequence[Document]) -> None:
        writer = self._open()
        stored = self.versions([document.key for document in documents])
        fresh = [d for d in documents if d.version >= stored.get(d.key, 0)]
        made = [to_tantivy(document) for document in fresh]
        with self._no_half_writer():
            for document, entry in zip(fresh, made, strict=True):
                key = document.key
                if key in stored:
                    writer.delete_documents_by_term("key", str(key))
                writer.add_document(entry)
                self._pending[key] = document.version

    def versions(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        """The stored versions; those that wait for a commit count, too."""
        pending = {key: self._pending[key] for key in keys if key in self._pending}
        return {**self._committed([key for key in keys if key not in pending]), **pending}

    def _committed(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        self._open()
        if not keys or self._index is None:
            return {}
        self._index.reload()
        searcher = self._index.searcher()
        if not searcher.num_docs:
            return {}
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
        self._pending = {}

    @contextmanager
    def _no_half_writer(self) -> Iterator[None]:
        """A writer that failed may be poisoned; the next attempt opens a new one."""
        try:
            yield
        except (ValueError, OSError) as error:
            self.close()
            raise IndexUnavailable("the search index could not be written") from error

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
