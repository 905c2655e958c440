"""The role that sees to it that there is an index, also before anything happened."""

import logging
import threading

from services.runtime.backoff import Backoff
from services.runtime.unavailable import Unavailable
from services.search.index.port import Index

logger = logging.getLogger(__name__)


class KeepIndex:
    """Makes the index once, then only answers for it."""

    name = "search-index"

    def __init__(self, index: Index) -> None:
        self._index = index

    def run(self, stop: threading.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                self._index.make()
            except Unavailable as error:
                logger.warning("the index is not made yet", extra={"reason": str(error)})
                backoff.wait(stop)
            else:
                stop.wait()

    def ready(self) -> str | None:
        return self._index.ready()

    def idle(self) -> str | None:
        """None when searches show everything written. Raises IndexUnavailable."""
        trouble = self._index.ready()
        if trouble is not None:
            return f"{self.name}: {trouble}"
        self._index.settle()
        return None
