"""Many voices in a short time for which nobody vouches: shown to planners, who look at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from services.projectbank.needs.members.tables import members
from services.projectbank.needs.people import TOLD_BY_RESIDENTS
from services.projectbank.needs.reports.tables import reports

BURST = 10
"""So many voices within WITHIN are worth a look; fewer are a stairwell that agreed to write."""
WITHIN = timedelta(days=1)
_LOOKED_AT = 20_000
"""Newest voices of a need that are looked at."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Voices without a verified contact, reports and joins, that came close together."""

    voices: int
    since: datetime
    until: datetime


def largest_burst(moments: Iterable[datetime]) -> Burst | None:
    """The most voices within one day, the first of equals; none below BURST."""
    ordered = sorted(moments)
    found: Burst | None = None
    start = 0
    for end, moment in enumerate(ordered):
        while moment - ordered[start] > WITHIN:
            start += 1
        voices = end - start + 1
        if voices >= BURST and (found is None or voices > found.voices):
            found = Burst(voices, ordered[start], moment)
    return found


def bursts_of(conn: Connection, need: str) -> Sequence[Burst]:
    """The largest burst of a need, if it has one. One statement."""
    query = (
        select(reports.c.occurred_at)
        .join(members, members.c.report_id == reports.c.id)
        .where(
            members.c.need_id == need,
            reports.c.source == TOLD_BY_RESIDENTS,
            reports.c.verified.is_(False),
        )
        .order_by(reports.c.occurred_at.desc())
        .limit(_LOOKED_AT)
    )
    found = largest_burst(row.occurred_at for row in conn.execute(query))
    return (found,) if found is not None else ()
