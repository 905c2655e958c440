"""Names of hosts, as settings and requests write them."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Final

_PORTS: Final = 65_535
_HOST: Final = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(:[0-9]{1,5})?")


def host_name(written: str) -> str | None:
    """As browsers send it: small letters, no dot at the end, other alphabets in ASCII, with its
    port where there is one. None for what names no host."""
    small = written.lower()
    if not small.isascii():
        try:
            small = small.encode("idna").decode()
        except UnicodeError:
            return None
    found = _HOST.fullmatch(small)
    if found is None or not found[1].strip(".") or not 1 <= int((found[2] or ":1")[1:]) <= _PORTS:
        return None
    return found[1].rstrip(".") + (found[2] or "")


def without_port(host: str) -> str:
    """Of a name as `host_name` gives it."""
    found = _HOST.fullmatch(host)
    return found[1] if found else host


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches itself by the name."""
    name = without_port(host)
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def bound_name(address: str) -> tuple[str, ...]:
    """The name that a server is asked by which listens on one address alone; none where it listens
    on all of them, since nobody said which of them people use."""
    if address in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound
        return ()
    found = host_name(f"[{address}]" if ":" in address else address)
    return () if found is None else (found,)


def told_of_links(public_url: str, hosts: Sequence[str]) -> str:
    """For whoever starts the server: what links begin with, and which names are answered."""
    if public_url:
        links = f"Links begin with {public_url}"
    else:
        links = (
            "Links follow the name that was asked for; CITYMEND_PUBLIC_URL gives them one address"
        )
    known = ", ".join(each for each in hosts if not is_loopback(each))
    if known:
        return f"{links}. Besides this machine's own names it answers to {known}."
    if public_url:
        return f"{links}. Besides it, only this machine's own names are answered."
    return f"{links}. Only localhost and 127.0.0.1 are answered; CITYMEND_HOSTS adds names."
