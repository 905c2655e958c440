"""Whatever changes anywhere becomes findable: the consumer's effects go into the index.

No inbox: the index compares versions itself, so the same record again, or an older one, leaves
the same index. Offsets follow the index's durable write.
"""

from collections.abc import Callable, Sequence

from services.contracts.envelope import Event
from services.runtime.bus.port import Stored
from services.runtime.parked import ParkingLot
from services.runtime.sink import Delivery
from services.search.documents import document_of
from services.search.index.document import Document
from services.search.index.port import Index

Describe = Callable[[Event], Document | None]


class IndexSink:
    """The worker's sink in front of an index."""

    def __init__(self, index: Index, lot: ParkingLot, describe: Describe = document_of) -> None:
        self._index = index
        self._lot = lot
        self._describe = describe

    def apply(self, batch: Sequence[Delivery]) -> None:
        """Raises IndexUnavailable, and whatever the index says to a document it never takes."""
        documents = [self._describe(delivery.event) for delivery in batch]
        self._index.write([document for document in documents if document is not None])

    def park(self, record: Stored, reason: str) -> None:
        self._lot.park(record, reason)
