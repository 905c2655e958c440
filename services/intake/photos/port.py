"""Where the bytes of photos lie: what every store of them promises."""

from typing import Protocol


class PhotoStore(Protocol):
    """Small files by name. Names are ours: letters, digits, a dot, a dash."""

    def put(self, name: str, content: bytes) -> None:
        """Return once it is durable; the whole of it or nothing. Raises PhotosUnavailable."""

    def get(self, name: str) -> bytes | None:
        """What was put; none when nothing was. Raises PhotosUnavailable."""

    def forget(self, name: str) -> None:
        """Afterwards it is gone, whether it was there or not. Raises PhotosUnavailable."""

    def forget_all(self) -> None:
        """Afterwards nothing is there that was put, finished or not; what is not ours stays.
        Nobody puts meanwhile. Raises PhotosUnavailable."""
