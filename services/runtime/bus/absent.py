"""The bus of a process that was told of none."""

from collections.abc import Iterator, Sequence
from typing import NoReturn

from services.runtime.bus.port import Record, Stored, Subscription, TopicSpec


class NoBus(Exception):
    """A process asked for a bus that it was never told of: a fault of ours, never of a user's."""


class AbsentBus:
    """A Bus (see the port) that takes and gives nothing."""

    def ensure_topics(self, topics: Sequence[TopicSpec]) -> Sequence[str]:
        _refuse(topics)

    def publish(self, records: Sequence[Record]) -> None:
        _refuse(records)

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription:
        _refuse(group, topics)

    def lag(self, group: str, topics: Sequence[str]) -> int:
        _refuse(group, topics)

    def replay(self, topics: Sequence[str]) -> Iterator[Stored]:
        _refuse(topics)

    def ready(self) -> str | None:
        return "this process has no bus"

    def close(self) -> None:
        """Nothing was opened."""


def _refuse(*asked: object) -> NoReturn:
    del asked
    raise NoBus
