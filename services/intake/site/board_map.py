"""Public reports on the map: one by one where there are few, else counted by cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Row, cast, func, select

from services.intake.reports.listing import Box
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.intake.site.board import Wanted
from services.intake.site.board_store import MOST_POINTS, Areas, located, newest

CELLS: Final = 32
"""Cells on each side of the map: at most 33 × 33 of them have a count."""
_BETWEEN_CODES: Final = "\n"
_LEAST: Final = 0.0005
"""Degrees around a cell whose reports all lie at one point, about 50 m."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports that lie close together, counted as one."""

    number: int
    lat: float
    long: float
    box: Box
    """What holds all of them, with some room."""
    area: str | None
    """The smallest area that holds all of them, where there is one."""


@dataclass(frozen=True, slots=True)
class OnMap:
    """What is drawn. `total` is exact; without clusters there is one report for each."""

    total: int
    reports: Sequence[Report]
    """The newest first."""
    clusters: Sequence[Cluster] = ()
    """The largest first."""


def on_map(conn: Connection, wanted: Wanted, areas: Areas, now: datetime) -> OnMap:
    """The located public reports in the box; beyond ``MOST_POINTS`` counted by cells.

    Two statements, or three with clusters; never more than 33 × 33 things.
    """
    conditions = located(wanted, areas, now)
    total, extent = _extent(conn, conditions)
    if total <= MOST_POINTS:
        return OnMap(total, newest(conn, conditions) if total else ())
    counted = _cells(conn, conditions, extent)
    alone = [cell.alone for cell in counted if cell.number == 1]
    query = select(*REPORT).where(reports.c.id.in_(alone))
    several = sorted((cell for cell in counted if cell.number > 1), key=lambda cell: -cell.number)
    return OnMap(
        total,
        [report_of(found) for found in conn.execute(query)] if alone else (),
        [_cluster(cell) for cell in several],
    )


def _extent(conn: Connection, conditions: Sequence[ColumnElement[bool]]) -> tuple[int, Row[Any]]:
    """How many there are, and between which sides they lie."""
    sides = [
        end(column).label(name)
        for name, end, column in (
            ("south", func.min, reports.c.lat),
            ("north", func.max, reports.c.lat),
            ("west", func.min, reports.c.long),
            ("east", func.max, reports.c.long),
        )
    ]
    row = conn.execute(select(func.count().label("number"), *sides).where(*conditions)).one()
    return row.number, row


def _cells(
    conn: Connection, conditions: Sequence[ColumnElement[bool]], extent: Row[Any]
) -> Sequence[Row[Any]]:
    """Each cell that holds any. The dialects round differently at its border; every report is
    in exactly one cell all the same."""
    size = max(extent.north - extent.south, extent.east - extent.west) / CELLS or 1.0
    query = (
        select(
            func.count().label("number"),
            func.avg(reports.c.lat).label("lat"),
            func.avg(reports.c.long).label("long"),
            func.min(reports.c.lat).label("south"),
            func.max(reports.c.lat).label("north"),
            func.min(reports.c.long).label("west"),
            func.max(reports.c.long).label("east"),
            func.min(reports.c.area_path).label("first_path"),
            func.max(reports.c.area_path).label("last_path"),
            func.min(reports.c.id).label("alone"),
        )
        .where(*conditions)
        .group_by(
            cast((reports.c.lat - extent.south) / size, Integer),
            cast((reports.c.long - extent.west) / size, Integer),
        )
    )
    return conn.execute(query).all()


def _cluster(cell: Row[Any]) -> Cluster:
    room_up = max((cell.north - cell.south) / 10, _LEAST)
    room_aside = max((cell.east - cell.west) / 10, _LEAST)
    box = Box(
        west=max(-180.0, cell.west - room_aside),
        south=max(-90.0, cell.south - room_up),
        east=min(180.0, cell.east + room_aside),
        north=min(90.0, cell.north + room_up),
    )
    area = _common_area(cell.first_path, cell.last_path)
    return Cluster(cell.number, cell.lat, cell.long, box, area)


def _common_area(first: str, last: str) -> str | None:
    """The last code that the first and the last path in order share: all paths share it."""
    shared = None
    for one, other in zip(first.split(_BETWEEN_CODES), last.split(_BETWEEN_CODES), strict=False):
        if one != other or not one:
            break
        shared = one
    return shared
