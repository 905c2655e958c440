"""What residents raise most: needs that anybody may read of, by how many people stand behind."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, select

from services.contracts.projectbank_events import NeedStatus
from services.projectbank.needs.need import Need
from services.projectbank.needs.store import read_need
from services.projectbank.needs.tables import needs
from services.projectbank.places import lies_in_area

_STANDING: Final[tuple[NeedStatus, ...]] = ("proposed", "confirmed", "in_project")
"""Raised often enough to be named, and neither answered nor set aside."""


def raised_most(
    conn: Connection, limit: int, *, area: str | None = None, group: str | None = None
) -> Sequence[Need]:
    """The most people first, the older of equals; one statement."""
    query = select(needs).where(needs.c.version > 0, needs.c.state.in_(_STANDING))
    if area is not None:
        query = query.where(lies_in_area(needs.c.area_path, area))
    if group is not None:
        query = query.where(needs.c.group == group)
    ordered = query.order_by(needs.c.people.desc(), needs.c.reports.desc(), needs.c.number)
    return [read_need(row) for row in conn.execute(ordered.limit(limit))]
