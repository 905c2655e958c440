"""How every client of ours talks to the brokers, and how its words become the port's."""

from typing import Any

from services.runtime.bus.kafka.address import KafkaAddress
from services.runtime.bus.port import Offset, Partition, Stored
from services.runtime.unavailable import BusUnavailable

ANSWER_SECONDS = 3.0
"""How long a broker may take to answer before it counts as away."""


def connection(address: KafkaAddress) -> dict[str, Any]:
    return {
        "bootstrap_servers": list(address.brokers),
        "client_id": "citymend",
        "reconnect_backoff_max_ms": 500,
        "metadata_max_age_ms": 2_000,
    }


def reading(address: KafkaAddress) -> dict[str, Any]:
    """What every consumer of ours takes besides its group."""
    return {
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        # By default it asks for 50 MB at once and then refuses an answer over 1 MB.
        "receive_message_max_bytes": 64 * 1024 * 1024,
        **connection(address),
    }


def away(error: Exception) -> BusUnavailable:
    return BusUnavailable(f"Kafka does not answer ({type(error).__name__})")


def stored(address: KafkaAddress, message: Any) -> Stored:
    return Stored(
        partition=Partition(address.inside(message.topic), message.partition),
        offset=Offset(message.offset),
        key=(message.key or b"").decode("utf-8", "replace"),
        value=message.value,
        headers={name: value.decode("utf-8", "replace") for name, value in message.headers},
        timestamp=message.timestamp,
    )
