"""How many reports and voices one address and one browser may send before it asks for patience.

A resident never meets the limits, nor a family, nor a class of children behind one address: they
have a browser each. Whoever is known by a key or an account is not limited. Addresses are kept as
salted hashes, in the memory of one process and for a day at most; they reach neither the database
nor an event, and where several processes answer each counts for itself.
"""

import hashlib
import math
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from time import monotonic
from typing import Final

MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400
Limit = tuple[int, int]
"""So many within so many seconds."""
OF_ADDRESS: Final[tuple[Limit, ...]] = ((30, MINUTE), (120, HOUR), (400, DAY))
"""Of all browsers behind one address."""
OF_BROWSER: Final[tuple[Limit, ...]] = ((20, HOUR), (40, DAY))
UNNAMED: Final[tuple[Limit, ...]] = ((30, HOUR), (60, DAY))
"""Of what has no browser's name, by address."""
OF_REPORT: Final[tuple[Limit, ...]] = ((30, DAY),)
"""Voices for one report from one address."""
_NETWORK: Final = 64
"""Bits of an IPv6 address that tell households apart; the rest a household chooses itself."""
_MOST_KEPT: Final = 200_000


class TooManySent(Exception):
    """Nothing was stored; `seconds` says when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many sent")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Sender:
    """Where something comes from. `known` is who has a key or an account."""

    address: str
    browser: str = ""
    known: bool = False


class Allowance:
    """Counts what is sent. Safe for threads."""

    def __init__(self, *, limited: bool, now: Callable[[], float] = monotonic) -> None:
        self._limited = limited
        self._now = now
        self._salt = secrets.token_bytes(16)
        self._lock = threading.Lock()
        self._counts: dict[tuple[bytes, int], tuple[float, int]] = {}
        """By hash and length of a window: when the window ends, and how many came within it."""

    def take_report(self, sender: Sender) -> None:
        """Count one report more. Raises TooManySent, and counts nothing then."""
        if not self._limited or sender.known:
            return
        place = household(sender.address)
        if not sender.browser:
            self._take([("unnamed", place, UNNAMED)])
            return
        self._take(
            [("address", place, OF_ADDRESS), ("browser", sender.browser, OF_BROWSER)],
        )

    def take_voice(self, sender: Sender, report: str) -> None:
        """Count one voice more for a report. Raises TooManySent, and counts nothing then."""
        if not self._limited or sender.known:
            return
        place = household(sender.address)
        self._take(
            [
                ("voices", place, OF_ADDRESS),
                ("voice", f"{place} {report.strip().upper()}", OF_REPORT),
            ]
        )

    def _take(self, wanted: Iterable[tuple[str, str, tuple[Limit, ...]]]) -> None:
        now = self._now()
        keys = [
            ((self._hash(f"{kind} {who}"), seconds), most)
            for kind, who, limits in wanted
            for most, seconds in limits
        ]
        with self._lock:
            if len(self._counts) > _MOST_KEPT:
                self._counts = {key: kept for key, kept in self._counts.items() if kept[0] > now}
            full = [
                ends for key, most in keys for ends, count in [self._at(key, now)] if count >= most
            ]
            if full:
                raise TooManySent(max(1, math.ceil(max(full) - now)))
            for key, _ in keys:
                ends, count = self._at(key, now)
                self._counts[key] = (ends, count + 1)

    def _at(self, key: tuple[bytes, int], now: float) -> tuple[float, int]:
        ends, count = self._counts.get(key, (0.0, 0))
        return (ends, count) if ends > now else (now + key[1], 0)

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), key=self._salt, digest_size=16).digest()


UNLIMITED: Final = Allowance(limited=False)
"""Where nothing is counted."""


def household(address: str) -> str:
    """What tells households apart: an IPv4 address, the network of an IPv6 one."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped is not None:
            return str(known.ipv4_mapped)
        return str(int(known) >> (128 - _NETWORK))
    return str(known)
