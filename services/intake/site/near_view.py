"""What was said here already, shown before somebody says it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.contracts.profile.model import Group, Profile
from services.intake.cases.wiring import IN_PLAY
from services.intake.photos.photo import Photo
from services.intake.photos.store import first_public
from services.intake.reports.listing import Circle
from services.intake.reports.nearby.nearby import Near, open_nearby
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
    people: int
    picture: Photo | None


def known_nearby(
    database: Database, profile: Profile, new: NewReport, category: str | None, now: datetime
) -> Sequence[Known]:
    """Open public reports of the same group around the pin; none without a pin or a category."""
    kind = profile.problem_types.get(category or "")
    group = profile.groups.get(kind.group) if kind else None
    if group is None or new.lat is None or new.long is None:
        return ()
    place = Circle(lat=new.lat, long=new.long, radius=group.radius)
    found, pictures = database.read(lambda conn: _with_pictures(conn, place, group, now))
    return [
        Known(
            id=near.report.id,
            subject=near.report.subject,
            excerpt=" ".join(near.report.description.split())[:_EXCERPT],
            metres=round(near.metres),
            days=max(0, (now - near.report.occurred_at).days),
            people=near.people,
            picture=pictures.get(near.report.id),
        )
        for near in found
    ]


def _with_pictures(
    conn: Connection, place: Circle, group: Group, now: datetime
) -> tuple[Sequence[Near], Mapping[str, Photo]]:
    found = open_nearby(conn, place, group, now, IN_PLAY)
    return found, first_public(conn, [near.report.id for near in found])
