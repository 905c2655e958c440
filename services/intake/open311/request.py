"""A request as other programs see it: of a report, what is public, and nothing else. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Status = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What is read of a public report. Holds no field that tells of a person."""

    id: str
    version: int
    service_code: str
    description: str
    request_type: str
    lat: float | None
    long: float | None
    address: str
    address_id: str | None
    area: str | None
    requested_at: datetime
    received_at: datetime
    changed_at: datetime | None
    """When it last got a new version; none while it has its first one."""
    answers: Mapping[str, str]
    """What was answered to attributes; only what comes from a closed list is shown."""

    @property
    def status(self) -> Status:
        """Whether it is being dealt with. Whatever is public and not erased is open."""
        return "open"

    @property
    def updated_at(self) -> datetime:
        return self.changed_at or max(self.received_at, self.requested_at)
