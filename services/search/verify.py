"""Whether the index holds what the topics say: every record, at its version, and nothing else."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.contracts.envelope import Event, UnknownType, Unreadable
from services.runtime.bus.port import Bus, Stored
from services.runtime.codec import Decode
from services.runtime.jobs import Progress
from services.search.documents import document_of
from services.search.index.document import KINDS, Key
from services.search.index.port import IndexReader
from services.search.on_record import Describe

logger = logging.getLogger(__name__)
_TOGETHER = 1000
_NAMED = 20
"""Records named in the answer; the counts are of all."""


@dataclass(slots=True)
class _Tally:
    read: int = 0
    skipped: int = 0
    """Of unknown type or unreadable: search never held them."""
    behind: dict[Key, int] = field(default_factory=dict)
    """Records that the index has not, or not yet at this version."""
    told: dict[str, set[int]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    """Per kind hashes of the keys in the topics."""
    held: dict[str, set[int]] = field(default_factory=lambda: {kind: set() for kind in KINDS})
    """Of these the ones that the index has at any version."""


class VerifyIndex:
    """The job "verify": `{}` to `{"read", "skipped", "kinds", "missing", "older", "extra",
    "differs", "seconds"}`.

    May run while records arrive: only what the index had before the topics were read counts as
    extra, and a newer version in the index is no difference.
    """

    def __init__(
        self,
        index: IndexReader,
        bus: Bus,
        topics: Sequence[str],
        decode: Decode,
        describe: Describe = document_of,
    ) -> None:
        self._index = index
        self._bus = bus
        self._topics = tuple(topics)
        self._decode = decode
        self._describe = describe

    def __call__(self, _arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
        """Raises IndexUnavailable, BusUnavailable."""
        started = time.monotonic()
        before = self._index.kept()
        tally = self._compare(progress)
        # What only arrived while the topics were read is there by now.
        missing, older = self._behind(tally.behind)
        kinds = {
            kind: {"topics": len(tally.told[kind]), "index": before.get(kind, 0)} for kind in KINDS
        }
        extra = sum(max(0, before.get(kind, 0) - len(tally.held[kind])) for kind in KINDS)
        found = {"missing": len(missing), "older": len(older), "extra": extra}
        seconds = round(time.monotonic() - started, 3)
        logger.info("index verified", extra={"records": tally.read, **found, "seconds": seconds})
        return {
            "read": tally.read,
            "skipped": tally.skipped,
            "kinds": kinds,
            **found,
            "named": [str(key) for key in (*missing, *older)[:_NAMED]],
            "differs": any(found.values()),
            "seconds": seconds,
        }

    def _compare(self, progress: Progress) -> _Tally:
        tally = _Tally()
        wanted: dict[Key, int] = {}
        for record in self._bus.replay(self._topics):
            tally.read += 1
            mark = self._mark(record)
            if mark is None:
                tally.skipped += 1
                continue
            key, version = mark
            wanted[key] = max(version, wanted.get(key, 0))
            if len(wanted) >= _TOGETHER:
                self._check(wanted, tally)
                wanted = {}
                progress({"read": tally.read})
        self._check(wanted, tally)
        return tally

    def _check(self, wanted: Mapping[Key, int], tally: _Tally) -> None:
        shown = self._index.visible(list(wanted))
        for key, version in wanted.items():
            tally.told[key.kind].add(hash(key))
            if key in shown:
                tally.held[key.kind].add(hash(key))
            if key not in shown or shown[key].version < version:
                tally.behind[key] = max(version, tally.behind.get(key, 0))

    def _behind(self, suspects: Mapping[Key, int]) -> tuple[list[Key], list[Key]]:
        """Of the suspects those that are missing, and those that are older, in any order."""
        missing: list[Key] = []
        older: list[Key] = []
        keys = list(suspects)
        for start in range(0, len(keys), _TOGETHER):
            some = keys[start : start + _TOGETHER]
            shown = self._index.visible(some)
            missing += [key for key in some if key not in shown]
            older += [key for key in some if key in shown and shown[key].version < suspects[key]]
        return missing, older

    def _mark(self, record: Stored) -> tuple[Key, int] | None:
        event = self._event(record)
        document = None if event is None else self._describe(event)
        return None if document is None else (document.key, document.version)

    def _event(self, record: Stored) -> Event | None:
        try:
            return self._decode(record.value or b"")
        except (Unreadable, UnknownType):
            return None
