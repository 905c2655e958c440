"""Reading the bus: batches, effects in one transaction, offsets last.

What cannot be understood is parked; what cannot be done now is retried on the same records. An
offset is committed only after the effects of everything before it are.
"""

import logging
import threading
from collections.abc import Callable, Sequence

from services.contracts.envelope import UnknownType, Unreadable
from services.runtime import metrics
from services.runtime.backoff import Backoff
from services.runtime.bus.port import Bus, Offset, Partition, Stored, Subscription
from services.runtime.clock import Clock
from services.runtime.codec import Decode
from services.runtime.parked import sequence_of
from services.runtime.sink import Delivery, Refused, Sink
from services.runtime.unavailable import Unavailable

logger = logging.getLogger(__name__)
_BATCH = 500
_WAIT = 0.2
_PARKED_IN_A_ROW = 100
"""So many records in a row that nobody understands are our fault, not theirs."""


class TooManyParked(Exception):
    """The consumer stopped itself rather than park everything."""


class Stopping(Exception):
    """The process is ending; the batch in hand comes again."""


class Consumer:
    """A role that moves one group through its topics."""

    def __init__(
        self,
        name: str,
        bus: Bus,
        topics: Sequence[str],
        decode: Decode,
        sink: Sink,
        clock: Clock,
    ) -> None:
        self.name = name
        self._bus = bus
        self._topics = tuple(topics)
        self._decode = decode
        self._sink = sink
        self._clock = clock
        self._trouble: str | None = None
        self._parked_in_a_row = 0

    def run(self, stop: threading.Event) -> None:
        backoff = Backoff()
        subscription: Subscription | None = None
        try:
            while not stop.is_set():
                try:
                    if subscription is None:
                        subscription = self._bus.subscribe(self.name, self._topics)
                    self.step(subscription, stop)
                    self._trouble = None
                    backoff.reset()
                except Stopping:
                    return
                except Unavailable as error:
                    self._wait(error, backoff, stop)
        except TooManyParked as error:
            self._trouble = str(error)
            logger.exception("consumer stopped itself", extra={"consumer": self.name})
        finally:
            if subscription is not None:
                subscription.close()

    def step(self, subscription: Subscription, stop: threading.Event) -> int:
        """Take one batch through; how many records that were."""
        records = subscription.poll(_BATCH, _WAIT)
        if not records:
            return 0
        self._take(records, stop)
        following: dict[Partition, Offset] = {}
        for record in records:
            following[record.partition] = Offset(record.offset + 1)
        self._persistently(lambda: subscription.commit(following), stop)
        return len(records)

    def _take(self, records: Sequence[Stored], stop: threading.Event) -> None:
        """Every record in its order: what cannot be read ends the batch before it."""
        batch: list[Delivery] = []
        for record in records:
            try:
                batch.append(Delivery(record, self._decode(record.value or b"")))
            except UnknownType as error:
                metrics.EVENTS_SKIPPED.labels(self.name).inc()
                if sequence_of(record.headers) is not None:
                    # Whoever works in this order must know that the number is accounted for.
                    self._apply(batch, stop)
                    batch = []
                    self._keep(record, error, stop)
            except Exception as error:  # noqa: BLE001 - whatever the bytes do, the next ones come
                self._apply(batch, stop)
                batch = []
                self._park(record, error, stop)
        self._apply(batch, stop)

    def _apply(self, batch: Sequence[Delivery], stop: threading.Event) -> None:
        if not batch:
            return
        try:
            self._persistently(lambda: self._sink.apply(batch), stop)
        except (Stopping, TooManyParked):
            raise
        except Exception as error:  # noqa: BLE001 - one record's fault must not stop the others
            if len(batch) == 1:
                self._park(batch[0].record, error, stop)
                return
            middle = len(batch) // 2
            self._apply(batch[:middle], stop)
            self._apply(batch[middle:], stop)
            return
        self._parked_in_a_row = 0
        metrics.EVENTS_DONE.labels(self.name).inc(len(batch))
        age = (self._clock.now() - batch[-1].event.time).total_seconds()
        metrics.EVENT_AGE.labels(self.name).observe(max(age, 0.0))

    def _park(self, record: Stored, error: Exception, stop: threading.Event) -> None:
        self._keep(record, error, stop)
        metrics.EVENTS_PARKED.labels(self.name).inc()
        self._parked_in_a_row += 1
        if self._parked_in_a_row >= _PARKED_IN_A_ROW:
            raise TooManyParked(
                f"{self.name} stopped: {self._parked_in_a_row} records in a row were not understood"
            )

    def _keep(self, record: Stored, error: Exception, stop: threading.Event) -> None:
        self._persistently(lambda: self._sink.park(record, _reason(error)), stop)
        logger.warning(
            "record parked",
            extra={
                "consumer": self.name,
                "topic": record.partition.topic,
                "partition": record.partition.number,
                "offset": record.offset,
                "kind": type(error).__name__,
            },
        )

    def _persistently(self, work: Callable[[], None], stop: threading.Event) -> None:
        """Do the work, again and again while something is away; nothing is skipped for it."""
        backoff = Backoff()
        while True:
            try:
                work()
            except Unavailable as error:
                metrics.RETRIES.labels(self.name).inc()
                self._wait(error, backoff, stop)
                if stop.is_set():
                    raise Stopping from error
            else:
                self._trouble = None
                return

    def _wait(self, error: Unavailable, backoff: Backoff, stop: threading.Event) -> None:
        self._trouble = f"{self.name} waits: {error}"
        logger.warning("consumer waits", extra={"consumer": self.name, "reason": str(error)})
        backoff.wait(stop)

    def ready(self) -> str | None:
        return self._trouble

    def idle(self) -> str | None:
        if self._trouble:
            return self._trouble
        lag = self._bus.lag(self.name, self._topics)
        return f"{self.name}: {lag} records to read" if lag else None


def _reason(error: Exception) -> str:
    """Why, without what a person wrote: our refusals speak for themselves, other errors by kind."""
    if isinstance(error, UnknownType):
        return "a type that this release does not know"
    return str(error) if isinstance(error, (Refused, Unreadable)) else type(error).__name__
