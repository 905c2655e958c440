"""What was said here already, shown before somebody says it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.contracts.profile.model import Profile
from services.intake.reports.listing import Circle
from services.intake.reports.nearby.nearby import open_nearby
from services.intake.reports.report import NewReport
from services.runtime.database import Database

_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class Known:
    """As much of a public report as tells whether it is the same problem."""

    id: str
    subject: str
    excerpt: str
    metres: int
    days: int


def known_nearby(
    database: Database, profile: Profile, new: NewReport, category: str | None, now: datetime
) -> Sequence[Known]:
    """Open public reports of the same group around the pin; none without a pin or a category."""
    kind = profile.problem_types.get(category or "")
    group = profile.groups.get(kind.group) if kind else None
    if group is None or new.lat is None or new.long is None:
        return ()
    place = Circle(lat=new.lat, long=new.long, radius=group.radius)
    found = database.read(lambda conn: open_nearby(conn, place, group, now))
    return [
        Known(
            id=near.report.id,
            subject=near.report.subject,
            excerpt=" ".join(near.report.description.split())[:_EXCERPT],
            metres=round(near.metres),
            days=max(0, (now - near.report.occurred_at).days),
        )
        for near in found
    ]
