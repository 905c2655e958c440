"""The photo: what intake keeps of a picture that somebody sent. A frozen value."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from services.contracts.intake_events import Audience

Kind = Literal["reported", "after"]
"""`reported`: how it was; `after`: how it is when the work is done."""

LONGEST_EDGE_SMALL: Final = 480
"""Pixels of the small version."""
UNATTACHED_FOR: Final = timedelta(days=1)
"""How long a photo waits to be named by a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """Who may see it depends on `audience` and, for a report's photo, on the report's."""

    id: str
    """Random, in hex; whoever knows one that is not attached yet may attach it."""
    kind: Kind
    report_id: str | None
    case_id: str | None
    position: int
    """Order within its report or case."""
    audience: Audience
    """`staff` until moderation passed it."""
    judged: bool
    """Whether moderation has said anything."""
    width: int
    height: int
    size: int
    """Bytes of the large version."""
    created_at: datetime

    @property
    def attached(self) -> bool:
        return self.report_id is not None or self.case_id is not None

    @property
    def url(self) -> str:
        """Where it is shown; to its reporter with `?token=…` before everybody may see it."""
        return f"/photos/{self.id}.jpg"

    @property
    def small_url(self) -> str:
        return f"/photos/{self.id}-small.jpg"

    @property
    def small_size(self) -> tuple[int, int]:
        """Width and height of the small version, so that a page can keep its place."""
        longest = max(self.width, self.height)
        if longest <= LONGEST_EDGE_SMALL:
            return self.width, self.height
        shorter = max(1, round(min(self.width, self.height) * LONGEST_EDGE_SMALL / longest))
        wide = self.width >= self.height
        return (LONGEST_EDGE_SMALL, shorter) if wide else (shorter, LONGEST_EDGE_SMALL)


def new_photo_id() -> str:
    """128 random bits in hex."""
    return secrets.token_hex(16)


def files_of(photo_id: str) -> tuple[str, str]:
    """What the store calls the large and the small version."""
    return f"{photo_id}.jpg", f"{photo_id}-small.jpg"
