"""Lists of needs: what is wanted, found in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from services.projectbank.needs.members.tables import members
from services.projectbank.needs.need import Need
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.needs.store import read_need
from services.projectbank.needs.tables import needs
from services.projectbank.places import Box, lies_in_area, lies_in_box

NeedOrder = Literal["number", "people", "supporters"]
NEED_ORDERS: tuple[NeedOrder, ...] = ("number", "people", "supporters")


NeedDanger = Literal["possible", "confirmed", "any"]
NEED_DANGERS: tuple[NeedDanger, ...] = ("possible", "confirmed", "any")
_GRAVE = 4
_SETTLED = ("dismissed", "merged", "resolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedNeeds:
    """Which needs, in which order, after which one, and how many at most."""

    limit: int
    order: NeedOrder = "number"
    after: tuple[int, ...] = ()
    """Sort key of the last need already seen: its number, behind what sorts before it."""
    state: str | None = None
    category: str | None = None
    group: str | None = None
    area: str | None = None
    """Includes what lies in it."""
    since: datetime | None = None
    until: datetime | None = None
    """Needs of which something was reported between both."""
    box: Box | None = None
    report: str | None = None
    """The need of this report, even one that nobody else has heard of."""
    danger: NeedDanger | None = None
    """Also of needs that nobody else has heard of: a danger is never buried."""
    answered_by: str | None = None
    reach: Reach = EVERYTHING
    """Of whoever asks."""


def list_needs(conn: Connection, wanted: WantedNeeds, limit: int) -> Sequence[Need]:
    """Needs that others have heard of. One statement."""
    query = select(needs).where(*_conditions(wanted))
    if wanted.order != "number":
        column = needs.c[wanted.order]
        if wanted.after:
            # Descending counts, ascending numbers: written out, as no row comparison mixes both.
            count, number = wanted.after
            query = query.where((column < count) | ((column == count) & (needs.c.number > number)))
        query = query.order_by(column.desc(), needs.c.number)
    else:
        if wanted.after:
            query = query.where(needs.c.number > wanted.after[-1])
        query = query.order_by(needs.c.number)
    return [read_need(row) for row in conn.execute(query.limit(limit))]


def sort_key(need: Need, order: NeedOrder) -> tuple[int, ...]:
    if order == "number":
        return (need.number,)
    return (need.people if order == "people" else need.supporters, need.number)


def _conditions(wanted: WantedNeeds) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (needs.c.state, wanted.state),
            (needs.c.category, wanted.category),
            (needs.c.group, wanted.group),
            (needs.c.answered_by, wanted.answered_by),
        )
        if value is not None
    ]
    if wanted.danger is not None:
        found.extend(_dangerous(wanted.danger))
    elif wanted.report is None:
        found.append(needs.c.version > 0)
    if wanted.report is not None:
        of_report = select(members.c.need_id).where(members.c.report_id == wanted.report)
        found.append(needs.c.id.in_(of_report))
    if wanted.area is not None:
        found.append(lies_in_area(needs.c.area_path, wanted.area))
    if wanted.since is not None:
        found.append(needs.c.last_seen >= wanted.since)
    if wanted.until is not None:
        found.append(needs.c.first_seen < wanted.until)
    if wanted.box is not None:
        found.append(lies_in_box(needs.c.lat, needs.c.long, wanted.box))
    return [*found, *wanted.reach.conditions(needs)]


def _dangerous(danger: NeedDanger) -> list[ColumnElement[bool]]:
    """Possible: messages say so, and no planner has said how severe it is."""
    possible = and_(needs.c.dangers > 0, needs.c.severity.is_(None))
    confirmed = needs.c.severity == _GRAVE
    wanted = {"possible": possible, "confirmed": confirmed, "any": or_(possible, confirmed)}
    return [wanted[danger], needs.c.state.not_in(_SETTLED)]
