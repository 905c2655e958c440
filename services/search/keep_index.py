"""The role that sees to it that there is an index, also before anything happened."""

import logging
import threading
from collections.abc import Callable

from services.runtime.backoff import Backoff
from services.runtime.unavailable import Unavailable
from services.search.index.port import Index, IndexOutdated

logger = logging.getLogger(__name__)


class KeepIndex:
    """Makes the index once, then only answers for it; one of another release is renewed."""

    name = "search-index"

    def __init__(self, index: Index, renew: Callable[[], None]) -> None:
        """`renew` asks for a rebuild and does not wait for it."""
        self._index = index
        self._renew = renew
        self._asked = False

    def run(self, stop: threading.Event) -> None:
        backoff = Backoff()
        while not stop.is_set():
            try:
                self._index.make()
            except IndexOutdated:
                self._ask(stop, backoff)
            except Unavailable as error:
                logger.warning("the index is not made yet", extra={"reason": str(error)})
                backoff.wait(stop)
            else:
                stop.wait()

    def _ask(self, stop: threading.Event, backoff: Backoff) -> None:
        """Ask for a rebuild once, then look again until it has been done."""
        try:
            if not self._asked:
                self._renew()
                self._asked = True
                logger.info("the search index is of another release and is rebuilt")
        except Unavailable as error:
            logger.warning("the rebuild waits", extra={"reason": str(error)})
        backoff.wait(stop)

    def ready(self) -> str | None:
        return self._index.ready()

    def idle(self) -> str | None:
        """None when searches show everything written. Raises IndexUnavailable."""
        trouble = self._index.ready()
        if trouble is not None:
            return f"{self.name}: {trouble}"
        self._index.settle()
        return None
