"""What the URL of an engine must look like, beyond its scheme. Never shows the URL: passwords."""

from urllib.parse import urlsplit

_FILES = ("sqlite", "tantivy", "file")


def broken_rule(url: str) -> str | None:
    """The rule that the URL breaks, None when it breaks none. Asks nobody."""
    scheme = url.partition("://")[0]
    if scheme in _FILES:
        is_path = url.startswith(f"{scheme}:///") and len(url) > len(f"{scheme}:///")
        return None if is_path else f"{scheme}:/// and a path"
    if scheme == "kafka":
        brokers = [broker for broker in urlsplit(url).netloc.split(",") if broker]
        whole = brokers and all(_has_host_and_port(broker) for broker in brokers)
        return None if whole else "kafka://host:port, several with commas between"
    return None if _can_be_split(url, scheme) else f"{scheme}://host, with a number for the port"


def _has_host_and_port(broker: str) -> bool:
    host, _, port = broker.rpartition(":")
    return bool(host) and port.isdecimal()


def _can_be_split(url: str, scheme: str) -> bool:
    """PostgreSQL's may leave the host out: it has a socket on this machine."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return bool(parts.hostname) or scheme.startswith("postgresql")
