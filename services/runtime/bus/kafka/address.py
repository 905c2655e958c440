"""Which brokers a URL names, and how our names look there."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


class BadKafkaAddress(ValueError):
    """The URL is not `kafka://host:port[,host:port…][?prefix=…]`."""


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """Brokers, and a prefix that keeps installations on one cluster apart."""

    brokers: tuple[str, ...]
    prefix: str = ""

    def outside(self, name: str) -> str:
        """A topic or group as the broker knows it."""
        return self.prefix + name

    def inside(self, name: str) -> str:
        """A broker's topic by the name we use."""
        return name.removeprefix(self.prefix)


def read_address(url: str) -> KafkaAddress:
    """Raises BadKafkaAddress; asks nobody."""
    parts = urlsplit(url)
    brokers = tuple(broker for broker in parts.netloc.split(",") if broker)
    if parts.scheme != "kafka" or not brokers or parts.path not in ("", "/"):
        raise BadKafkaAddress("expected kafka://host:port[,host:port…][?prefix=…]")
    for broker in brokers:
        host, _, port = broker.rpartition(":")
        if not host or not port.isdecimal():
            raise BadKafkaAddress("each broker needs host:port")
    options = parse_qs(parts.query, keep_blank_values=True)
    if unknown := options.keys() - {"prefix"}:
        raise BadKafkaAddress(f"unknown option {sorted(unknown)[0]!r}; there is only 'prefix'")
    return KafkaAddress(brokers, options.get("prefix", [""])[-1])
