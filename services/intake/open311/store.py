"""Finding public reports; every function takes the caller's transaction.

The requested time of a request is when it happened or was first said (`occurred_at`): what was
taken over from another system was requested there, not here.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Index,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    not_,
    select,
    union,
)

from services.intake.open311.query import Query
from services.intake.open311.request import ServiceRequest
from services.intake.reports.listing import EARTH_RADIUS, Box, Circle, distance
from services.intake.reports.tables import report_history, reports

Index("report_history_at", report_history.c.at)
_CHANGED = case(
    (
        reports.c.version > 1,
        select(func.max(report_history.c.at))
        .where(report_history.c.report_id == reports.c.id)
        .scalar_subquery(),
    )
)
_SHOWN = (
    reports.c.id,
    reports.c.version,
    reports.c.category,
    reports.c.description,
    reports.c.request_type,
    reports.c.lat,
    reports.c.long,
    reports.c.address,
    reports.c.object,
    reports.c.area,
    reports.c.occurred_at,
    reports.c.received_at,
    _CHANGED.label("changed_at"),
    reports.c.extras,
)
"""In the order of ServiceRequest's fields."""
_ONE = select(*_SHOWN).where(
    reports.c.id == bindparam("wanted"),
    reports.c.audience == "public",
    reports.c.erased == false(),
)
_NOTHING: Mapping[str, str] = {}
_METRES_PER_DEGREE = math.pi * EARTH_RADIUS / 180
_SLACK = 1.01
"""How much wider the database's flat circle is than the true one, up to 50 km."""
_SPARE = 50


def find(conn: Connection, query: Query) -> list[ServiceRequest]:
    """One page of public requests, last requested first.

    One statement; more for a circle only when many lie between the flat circle and the true one.
    """
    steered = conn.dialect.name == "sqlite"
    if query.ids is not None:
        return _by_ids(conn, query.ids)
    if "open" not in query.statuses:
        return []
    wanted = _wanted(query, steered=steered)
    skipped = (query.page - 1) * query.page_size
    if query.circle is None:
        rows = conn.execute(wanted.limit(query.page_size).offset(skipped))
        return [_request(row) for row in rows]
    return _inside(conn, wanted, query.circle, skipped + query.page_size)[skipped:]


def one(conn: Connection, request_id: str) -> ServiceRequest | None:
    """The request of that number; none when it is not public."""
    row = conn.execute(_ONE, {"wanted": request_id}).one_or_none()
    return None if row is None else _request(row)


def number_of(conn: Connection, token: str) -> tuple[str, bool] | None:
    """The report that a token was given for, and whether it has its place in the order yet."""
    row = conn.execute(
        select(reports.c.id, reports.c.seq).where(reports.c.tracking_token == token)
    ).one_or_none()
    return None if row is None else (row.id, row.seq is not None)


def changes(conn: Connection, ids: Sequence[str]) -> Mapping[str, Sequence[datetime]]:
    """When each of the reports got a new version, oldest first."""
    told: dict[str, list[datetime]] = {}
    if ids:
        rows = conn.execute(
            select(report_history.c.report_id, report_history.c.at)
            .where(report_history.c.report_id.in_(ids))
            .order_by(report_history.c.report_id, report_history.c.version)
        )
        for report_id, at in rows:
            told.setdefault(report_id, []).append(at)
    return told


def _by_ids(conn: Connection, ids: Sequence[str]) -> list[ServiceRequest]:
    if not ids:
        return []
    rows = conn.execute(
        select(*_SHOWN)
        .where(reports.c.id.in_(ids), *_public(steered=False))
        .order_by(reports.c.occurred_at.desc(), reports.c.id)
    )
    return [_request(row) for row in rows]


def _inside(
    conn: Connection, wanted: Select[Any], circle: Circle, count: int
) -> list[ServiceRequest]:
    """The first `count` within the circle; what lies just outside the true one is taken out."""
    limit = count + count // 10 + _SPARE
    while True:
        rows = conn.execute(wanted.limit(limit)).all()
        found = [_request(row) for row in rows if _near_enough(row, circle)]
        if len(found) >= count or len(rows) < limit:
            return found[:count]
        limit *= 2


def _near_enough(row: Any, circle: Circle) -> bool:
    return distance(circle.lat, circle.long, row.lat, row.long) <= circle.radius


def _wanted(query: Query, *, steered: bool) -> Select[Any]:
    conditions = [*_public(steered=steered), *_spans(query)]
    if query.services is not None:
        category: ColumnElement[str] = reports.c.category
        # SQLite would fetch and sort all requests of a service, in place of the newest few.
        named = category.concat("") if steered else category
        conditions.append(named.in_(query.services))
    if query.box is not None:
        conditions += _in_box(query.box)
    if query.circle is not None:
        conditions += _near(query.circle)
    return select(*_SHOWN).where(*conditions).order_by(reports.c.occurred_at.desc(), reports.c.id)


def _public(*, steered: bool) -> list[ColumnElement[bool]]:
    # SQLite holds any equality for the best index and would walk through all public reports; an
    # expression has none.
    seen_by: ColumnElement[str] = reports.c.audience
    return [(seen_by.concat("") if steered else seen_by) == "public", reports.c.erased == false()]


def _spans(query: Query) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.start is not None:
        conditions.append(reports.c.occurred_at >= query.start)
    if query.end is not None:
        conditions.append(reports.c.occurred_at <= query.end)
    if query.updated_after is not None:
        conditions.append(reports.c.id.in_(_changed_since(query.updated_after)))
    if query.updated_before is not None:
        later_still = exists().where(
            report_history.c.report_id == reports.c.id,
            report_history.c.at > query.updated_before,
        )
        conditions.append(and_(reports.c.received_at <= query.updated_before, not_(later_still)))
    return conditions


def _changed_since(moment: datetime) -> CompoundSelect[tuple[str]]:
    """Ids of what was received or changed since. Two looks into an index instead of one at all."""
    return union(
        select(reports.c.id).where(reports.c.received_at >= moment),
        select(report_history.c.report_id).where(report_history.c.at >= moment),
    )


def _in_box(box: Box) -> list[ColumnElement[bool]]:
    return [
        reports.c.lat.between(box.south, box.north),
        reports.c.long.between(box.west, box.east),
    ]


def _near(circle: Circle) -> list[ColumnElement[bool]]:
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
    return [*_in_box(box), north * north + east * east <= reach * reach]


def _request(row: Any) -> ServiceRequest:
    number, version, code, description, request_type, lat, long = row[:7]
    address, registered, area, occurred_at, received_at, changed_at, extras = row[7:]
    return ServiceRequest(
        number,
        version,
        code,
        description,
        request_type,
        lat,
        long,
        address,
        registered,
        area,
        occurred_at,
        received_at,
        changed_at,
        _NOTHING if extras == "{}" else json.loads(extras),
    )
