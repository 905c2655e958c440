"""Finding public reports; every function takes the caller's transaction.

The requested time of a request is when it happened or was first said (`occurred_at`): what was
taken over from another system was requested there, not here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, case, func, select

from services.intake.cases.case.tables import case_steps, cases
from services.intake.open311.conditions import conditions, public
from services.intake.open311.query import Query
from services.intake.open311.request import Happening, ServiceRequest, Standing
from services.intake.photos.tables import photos
from services.intake.reports.listing import Circle, distance
from services.intake.reports.tables import report_history, reports

_CHANGED = case(
    (
        reports.c.version > 1,
        select(func.max(report_history.c.at))
        .where(report_history.c.report_id == reports.c.id)
        .scalar_subquery(),
    )
)
_PICTURE = (
    select(photos.c.id)
    .where(photos.c.report_id == reports.c.id, photos.c.audience == "public")
    .order_by(photos.c.position)
    .limit(1)
    .scalar_subquery()
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
    _PICTURE.label("picture"),
    cases.c.id.label("case"),
    cases.c.state,
    cases.c.outcome,
    cases.c.unit,
    cases.c.due_at,
    cases.c.review_on,
    cases.c.changed_at.label("case_changed_at"),
    cases.c.closed_at,
)
"""In the order of ServiceRequest's fields, then of Standing's."""
_REQUESTS = select(*_SHOWN).select_from(reports.outerjoin(cases, cases.c.id == reports.c.case_id))
_ONE = _REQUESTS.where(reports.c.id == bindparam("wanted"), *public(steered=False))
_SPARE = 50


def find(conn: Connection, query: Query) -> list[ServiceRequest]:
    """One page of public requests, last requested first.

    One statement; for a circle it is made again, for more, when many lie between the flat circle
    and the true one, and only the last answer counts.
    """
    steered = conn.dialect.name == "sqlite"
    if query.ids is not None:
        return _by_ids(conn, query.ids)
    wanted = _wanted(query, steered=steered)
    skipped = (query.page - 1) * query.page_size
    if query.circle is None:
        rows = conn.execute(wanted.limit(query.page_size).offset(skipped)).all()
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


def history(conn: Connection, found: Sequence[ServiceRequest]) -> Mapping[str, Sequence[Happening]]:
    """What happened to each of the requests since it was received, oldest first."""
    told: dict[str, list[Happening]] = {}
    for report_id, at in conn.execute(
        select(report_history.c.report_id, report_history.c.at).where(
            report_history.c.report_id.in_([each.id for each in found if each.version > 1])
        )
    ):
        told.setdefault(report_id, []).append(Happening(at, "changed"))
    of_case: dict[str, list[Happening]] = {}
    for case_id, at, state in conn.execute(
        select(case_steps.c.case_id, case_steps.c.at, case_steps.c.state_after).where(
            case_steps.c.case_id.in_({each.case for each in found if each.case is not None})
        )
    ):
        of_case.setdefault(case_id, []).append(Happening(at, state))
    return {
        each.id: sorted([*told.get(each.id, ()), *of_case.get(each.case or "", ())])
        for each in found
    }


def _by_ids(conn: Connection, ids: Sequence[str]) -> list[ServiceRequest]:
    if not ids:
        return []
    rows = conn.execute(
        _REQUESTS.where(reports.c.id.in_(ids), *public(steered=False)).order_by(
            reports.c.occurred_at.desc(), reports.c.id
        )
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
    return _REQUESTS.where(*conditions(query, steered=steered)).order_by(
        reports.c.occurred_at.desc(), reports.c.id
    )


def _request(row: Any) -> ServiceRequest:
    number, version, code, description, request_type, lat, long = row[:7]
    address, registered, area, occurred_at, received_at, changed_at, extras, picture = row[7:15]
    case_id, *standing = row[15:]
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
        extras,
        picture,
        case_id,
        None if case_id is None else Standing(*standing),
    )
