"""What a reporter is told about what became of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.contracts.projectbank_events import ProjectStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The need that a report belongs to, and the need's projects."""

    report: str
    need: str | None
    projects: tuple[str, ...]
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectNews:
    """What is public about a project, as last heard."""

    id: str
    title: str
    state: ProjectStatus
    candidate: bool
    rank: int | None
    """As last published; none before."""
    ranked_at: datetime | None
    people: int
    created_at: datetime
    changed_at: datetime
    project_type: str | None = None
    """With category and area what the bank made the title of; none where that was not heard yet."""
    category: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """From one report to its projects, as far as it is known here."""

    link: Link | None
    projects: Sequence[ProjectNews]
