"""Writing a tantivy directory: exactly one process at a time."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Document, Key
from services.search.index.payload import newest_versions
from services.search.index.tantivy import generations
from services.search.index.tantivy.generation_writer import GenerationWriter
from services.search.index.tantivy.reader import TantivyReader


class TantivyIndex(TantivyReader):
    """Index on a directory. Takes tantivy's lock at the first write."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._writing = threading.RLock()
        self._next: GenerationWriter | None = None
        self._opened_writer: GenerationWriter | None = None

    def make(self) -> None:
        with self._writing:
            generations.check_format(self._serving().path)

    def settle(self) -> None:
        """A commit is seen by the next search."""

    def write(self, documents: Sequence[Document]) -> None:
        newest = newest_versions(documents)
        with self._writing:
            self._fit().write(newest)
            if self._next is not None:
                self._next.write(newest)

    def versions_of(self, keys: Sequence[Key]) -> Mapping[Key, int]:
        with self._writing:
            return self._fit().versions(keys)

    def rebuild(self) -> "TantivyRebuild":
        with self._writing:
            # Whoever has the lock of the serving generation may remove what a dead process left.
            self._serving().lock()
            if self._next is not None:
                self._abandon(self._next)
            generations.remove_others(self._root)
            self._next = self._fresh()
            return TantivyRebuild(self, self._next)

    def close(self) -> None:
        with self._writing:
            if self._opened_writer is not None:
                self._opened_writer.close()
            if self._next is not None:
                self._abandon(self._next)
        super().close()

    def _serving(self) -> GenerationWriter:
        """The writer of the current generation, made when there is none."""
        if self._opened_writer is None:
            if not generations.is_made(self._root):
                made = self._fresh()
                generations.serve(self._root, made.path)
            self._opened_writer = GenerationWriter(generations.current(self._root))
        return self._opened_writer

    def _fit(self) -> GenerationWriter:
        """The same, of this release's format. Raises IndexOutdated."""
        serving = self._serving()
        generations.check_format(serving.path)
        return serving

    def _fresh(self) -> GenerationWriter:
        """An empty generation, not served."""
        try:
            fresh = GenerationWriter(generations.add(self._root))
            fresh.make()
        except OSError as error:
            raise IndexUnavailable("there is no room for the search index") from error
        return fresh

    def _fill(self, fresh: GenerationWriter, documents: Sequence[Document]) -> None:
        newest = newest_versions(documents)
        with self._writing:
            fresh.fill(newest)

    def _switch(self, fresh: GenerationWriter) -> None:
        with self._writing:
            if self._next is not fresh:
                raise IndexUnavailable("this rebuild was given up")
            fresh.commit()
            self._serving().close()
            generations.serve(self._root, fresh.path)
            self._opened_writer, self._next = fresh, None
            generations.remove_others(self._root)

    def _abandon(self, fresh: GenerationWriter) -> None:
        with self._writing:
            if self._next is not fresh:
                return
            fresh.close()
            self._next = None
            generations.remove_others(self._root)


class TantivyRebuild:
    """Rebuild inside the writing process, so that it can be told what arrives meanwhile."""

    def __init__(self, index: TantivyIndex, fresh: GenerationWriter) -> None:
        self._index = index
        self._fresh = fresh

    def write(self, documents: Sequence[Document]) -> None:
        self._index._fill(self._fresh, documents)

    def switch(self) -> None:
        self._index._switch(self._fresh)

    def abandon(self) -> None:
        self._index._abandon(self._fresh)
