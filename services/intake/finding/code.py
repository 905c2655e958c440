"""The code that opens a report's page again.

It is stored nowhere, not even as a hash, which a million guesses would undo: it is computed from
the installation's secret and the random id of the request, whenever it is sent or compared.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

LASTS: Final = timedelta(minutes=10)
MOST_TRIES: Final = 5
MOST_PER_HOUR: Final = 3
"""Codes for one report: with the tries, 15 guesses of a million an hour."""
_DIGITS: Final = 6


class Codes:
    """The codes of one installation."""

    def __init__(self, secret: bytes) -> None:
        # A key of its own, so that no other use of the secret can produce a code.
        self._key = hmac.new(secret, b"citymend.intake.finding", hashlib.sha256).digest()

    def of(self, asked: str) -> str:
        """Six digits for a request's id."""
        digest = hmac.new(self._key, asked.encode(), hashlib.sha256).digest()
        return f"{int.from_bytes(digest[:8]) % 10**_DIGITS:0{_DIGITS}d}"

    def fits(self, asked: str, typed: str) -> bool:
        """Whether this is the code, however it was grouped; takes as long for every wrong one."""
        digits = "".join(sign for sign in typed if sign.isdecimal() and sign.isascii())
        return hmac.compare_digest(self.of(asked), digits)
