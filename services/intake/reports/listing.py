"""Lists of reports: what is wanted, found in one statement, newest first."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, false, or_, select

from services.contracts.intake_events import Audience
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports

EARTH_RADIUS = 6_371_008.8
"""Metres, mean (IUGG)."""
_REPORTS = select(*REPORT)
_METRES_PER_DEGREE = math.pi * EARTH_RADIUS / 180
_SLACK = 1.01
"""How much wider the database's flat circle is than the true one, up to 50 km."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """WGS-84 degrees and metres."""

    lat: float
    long: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The sort key of the last report already seen."""

    received_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports; None asks for nothing."""

    circle: Circle | None = None
    box: Box | None = None
    category: str | None = None
    area: str | None = None
    areas: tuple[str, ...] = ()
    """What the reader works for; what has no area is everybody's. None named: everything."""
    of_units: ColumnElement[bool] | None = field(default=None, compare=False)
    """On a row of reports: that it is for the units the reader works for. Asked of the database,
    so that neither a short page nor its cursor tells of what is for others."""
    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: Position | None = None
    limit: int = 50

    @property
    def narrow(self) -> bool:
        """Whether an index on place, category or time leaves little to look at."""
        between = self.since is not None and self.until is not None
        return between or any((self.circle, self.box, self.category, self.area))


@dataclass(frozen=True, slots=True)
class Page:
    reports: Sequence[Report]
    after: Position | None
    """Where the next page begins; none when this is the last one."""


def find(
    conn: Connection,
    wanted: Wanted,
    audience: Audience,
    within: Callable[[str], Collection[str]],
) -> Page:
    """The newest reports that are wanted, of those that the audience may see. One statement.

    `within` names an area and all that lie in it. A page may be shorter than the limit and yet
    have a next one: what lies just outside a circle is taken out after the database answered.
    """
    steered = conn.dialect.name == "sqlite" and wanted.narrow
    rows = conn.execute(_query(wanted, audience, within, steered=steered)).all()
    more = len(rows) > wanted.limit
    found = [report_of(row) for row in rows[: wanted.limit]]
    last = Position(received_at=found[-1].received_at, id=found[-1].id) if more else None
    if wanted.circle is not None:
        found = [report for report in found if _inside(report, wanted.circle)]
    return Page(found, last)


def distance(lat: float, long: float, other_lat: float, other_long: float) -> float:
    """Metres between two points on the sphere (haversine)."""
    half_north = math.radians(other_lat - lat) / 2
    half_east = math.radians(other_long - long) / 2
    shrink = math.cos(math.radians(lat)) * math.cos(math.radians(other_lat))
    chord = math.sin(half_north) ** 2 + shrink * math.sin(half_east) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def _query(
    wanted: Wanted,
    audience: Audience,
    within: Callable[[str], Collection[str]],
    *,
    steered: bool,
) -> Select[tuple[object, ...]]:
    conditions = [*_visible(audience, steered), *_placed(wanted, within), *_described(wanted)]
    return (
        _REPORTS.where(*conditions)
        .order_by(reports.c.received_at.desc(), reports.c.id.desc())
        .limit(wanted.limit + 1)
    )


def _visible(audience: Audience, steered: bool) -> list[ColumnElement[bool]]:
    if audience == "staff":
        # A voice says nothing of its own; it is counted with what it joined.
        return [reports.c.joins.is_(None)]
    column = reports.c.audience
    # SQLite holds any equality for the best index and would walk through all public reports; an
    # expression has none.
    seen_by: ColumnElement[str] = column.concat("") if steered else column
    return [seen_by == "public", reports.c.erased == false()]


def _described(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.category is not None:
        conditions.append(reports.c.category == wanted.category)
    if wanted.status is not None:
        conditions.append(reports.c.erased.is_(wanted.status == "erased"))
    if wanted.since is not None:
        conditions.append(reports.c.occurred_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(reports.c.occurred_at < wanted.until)
    if wanted.after is not None:
        conditions.append(_older_than(wanted.after))
    return conditions


def _older_than(position: Position) -> ColumnElement[bool]:
    # The first condition repeats the second in a form that an index on received_at can use.
    moment = reports.c.received_at
    same_moment = and_(moment == position.received_at, reports.c.id < position.id)
    return and_(moment <= position.received_at, or_(moment < position.received_at, same_moment))


def _placed(wanted: Wanted, within: Callable[[str], Collection[str]]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.area is not None:
        conditions.append(reports.c.area.in_(sorted(within(wanted.area))))
    if wanted.areas:
        own = {code for area in wanted.areas for code in within(area)}
        conditions.append(or_(reports.c.area.is_(None), reports.c.area.in_(sorted(own))))
    if wanted.of_units is not None:
        conditions.append(wanted.of_units)
    if wanted.box is not None:
        conditions += in_box(wanted.box)
    if wanted.circle is not None:
        conditions += around(wanted.circle)
    return conditions


def in_box(box: Box) -> list[ColumnElement[bool]]:
    """On a row of reports: it lies in the box, both ends included."""
    return [
        reports.c.lat.between(box.south, box.north),
        reports.c.long.between(box.west, box.east),
    ]


def around(circle: Circle) -> list[ColumnElement[bool]]:
    """A box that the index finds, and a flat circle that leaves little for the exact distance."""
    reach = circle.radius * _SLACK / _METRES_PER_DEGREE
    shrink = max(math.cos(math.radians(min(89.0, abs(circle.lat) + reach))), 0.01)
    box = Box(
        west=circle.long - reach / shrink,
        south=circle.lat - reach,
        east=circle.long + reach / shrink,
        north=circle.lat + reach,
    )
    north = reports.c.lat - circle.lat
    east = (reports.c.long - circle.long) * shrink
    return [*in_box(box), north * north + east * east <= reach * reach]


def _inside(report: Report, circle: Circle) -> bool:
    place = report.place
    if place.lat is None or place.long is None:
        return False
    return distance(circle.lat, circle.long, place.lat, place.long) <= circle.radius
