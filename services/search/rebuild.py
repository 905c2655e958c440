"""A fresh index from the topics while the old one serves.

The fresh index begins before the replay's end is fixed, and from then on every write goes to
both, so a record is in the replay or in the writes, or both; versions make "both" harmless.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from services.contracts.envelope import Event, UnknownType, Unreadable
from services.runtime.bus.port import Stored
from services.runtime.codec import Decode
from services.runtime.jobs import Progress
from services.search.documents import document_of
from services.search.index.document import Document
from services.search.index.port import DocumentRefused, Index, IndexOutdated, Rebuild
from services.search.on_record import Describe

logger = logging.getLogger(__name__)
_TOGETHER = 2000
"""Documents in one write."""


@dataclass(slots=True)
class _Tally:
    read: int = 0
    skipped: int = 0
    """Of unknown type, unreadable, or refused by the index: the consumer counted or parked them."""


class Log(Protocol):
    """As much of a bus as a rebuild reads."""

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]: ...


class RebuildIndex:
    """The job "rebuild": `{}` to `{"read", "skipped", "seconds"}`."""

    def __init__(
        self,
        index: Index,
        log: Log,
        topics: Sequence[str],
        decode: Decode,
        describe: Describe = document_of,
    ) -> None:
        self._describe = describe
        self._index = index
        self._log = log
        self._topics = tuple(topics)
        self._decode = decode

    def __call__(self, _arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Raises IndexUnavailable or BusUnavailable; the old index then goes on serving."""
        started = time.monotonic()
        with suppress(IndexOutdated):
            self._index.make()
        rebuild = self._index.rebuild()
        try:
            tally = self._fill(rebuild, progress)
            rebuild.switch()
        finally:
            rebuild.abandon()
        seconds = round(time.monotonic() - started, 3)
        logger.info("index rebuilt", extra={"records": tally.read, "seconds": seconds})
        return {"read": tally.read, "skipped": tally.skipped, "seconds": seconds}

    def _fill(self, rebuild: Rebuild, progress: Progress) -> _Tally:
        tally = _Tally()
        waiting: list[Document] = []
        for record in self._log.replay(self._topics):
            tally.read += 1
            document = self._document(record)
            if document is None:
                tally.skipped += 1
                continue
            waiting.append(document)
            if len(waiting) >= _TOGETHER:
                tally.skipped += _write(rebuild, waiting)
                waiting = []
                progress({"read": tally.read})
        tally.skipped += _write(rebuild, waiting)
        return tally

    def _document(self, record: Stored) -> Document | None:
        event = self._event(record)
        return None if event is None else self._describe(event)

    def _event(self, record: Stored) -> Event | None:
        try:
            return self._decode(record.value or b"")
        except (Unreadable, UnknownType):
            return None


def _write(rebuild: Rebuild, documents: Sequence[Document]) -> int:
    """Write all that the index takes; how many it refuses."""
    if not documents:
        return 0
    try:
        rebuild.write(documents)
    except DocumentRefused:
        if len(documents) == 1:
            return 1
        middle = len(documents) // 2
        return _write(rebuild, documents[:middle]) + _write(rebuild, documents[middle:])
    return 0
