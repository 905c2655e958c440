"""Addresses of photos that wait for their report, each good in one browser."""

import hashlib
import hmac
from collections.abc import Sequence


class Previews:
    """Addresses of what a browser sent. Nobody has looked at those pictures yet: an address is
    good for that browser alone, so that none of them can be handed about."""

    def __init__(self, secret: bytes) -> None:
        # A key of its own, so that no other use of the secret can produce an address.
        self._key = hmac.new(secret, b"citymend.intake.previews", hashlib.sha256).digest()

    def addresses(self, photos: Sequence[str], browser: str) -> Sequence[tuple[str, str]]:
        """Each photo's id with the address of its small picture."""
        return [
            (photo, f"/report/photos/{photo}.jpg?seal={self._seal(photo, browser)}")
            for photo in photos
        ]

    def fits(self, photo: str, browser: str, seal: str) -> bool:
        """Whether the address was given to this browser."""
        return bool(browser) and hmac.compare_digest(
            self._seal(photo, browser).encode(), seal.encode()
        )

    def _seal(self, photo: str, browser: str) -> str:
        said = f"{photo}\n{browser}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()
