"""Who belongs to which need now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from services.projectbank.chunks import chunks
from services.projectbank.needs.grouping.places import naming_of
from services.projectbank.needs.members.join_log import log_joins
from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.need import Member
from services.projectbank.needs.reports.report import stored_point, thousandths
from services.projectbank.needs.reports.tables import reports

_PAGE = 500
_MEMBER: tuple[ColumnElement[Any], ...] = (
    members.c.need_id,
    members.c.position,
    reports.c.id,
    reports.c.pseudonym,
    reports.c.occurred_at,
    reports.c.category,
    reports.c.group,
    reports.c.confidence,
    reports.c.decided_by,
    reports.c.severity,
    reports.c.lat,
    reports.c.long,
    reports.c.area_path,
    reports.c.source,
    reports.c.in_favour,
    reports.c.joins,
    reports.c.verified,
    reports.c.sketch,
    reports.c.road,
    members.c.copy_of,
    reports.c.raised,
    reports.c.danger,
    reports.c.subject,
)


def add_members(conn: Connection, memberships: Sequence[Membership]) -> None:
    """Record who belongs where, now and in the log."""
    if not memberships:
        return
    conn.execute(insert(members), [_member_row(one) for one in memberships])
    log_joins(conn, memberships)


def remove_members(conn: Connection, memberships: Sequence[Membership]) -> None:
    """Take reports out of their needs; the log keeps that they were there."""
    for chunk in chunks([one.report for one in memberships]):
        conn.execute(delete(members).where(members.c.report_id.in_(chunk)))
    log_joins(conn, memberships)


def remark_members(conn: Connection, memberships: Sequence[Membership]) -> None:
    """Remember what changed reports say to grouping and counting now."""
    rows = [
        {"the_report": one.report, "new_mark": one.mark, "new_counted": one.counted}
        for one in memberships
    ]
    if rows:
        conn.execute(
            update(members)
            .where(members.c.report_id == bindparam("the_report"))
            .values(mark=bindparam("new_mark"), counted=bindparam("new_counted")),
            rows,
        )


def mark_copies(conn: Connection, copies: Mapping[str, str | None]) -> None:
    """Remember of reports which other one of the need they repeat."""
    rows = [{"the_report": report, "of": original} for report, original in copies.items()]
    if rows:
        conn.execute(
            update(members)
            .where(members.c.report_id == bindparam("the_report"))
            .values(copy_of=bindparam("of")),
            rows,
        )


def memberships_of(conn: Connection, report_ids: Iterable[str]) -> dict[str, Membership]:
    found: dict[str, Membership] = {}
    for chunk in chunks(report_ids):
        for row in conn.execute(select(members).where(members.c.report_id.in_(chunk))):
            found[row.report_id] = _membership(row)
    return found


def memberships_in(conn: Connection, need: str) -> Sequence[Membership]:
    """Who is in a need, in order of position."""
    query = select(members).where(members.c.need_id == need).order_by(members.c.position)
    return [_membership(row) for row in conn.execute(query)]


def members_by_position(conn: Connection) -> Iterator[Membership]:
    """Every member in order. Reads in pages."""
    last = 0
    while True:
        rows = conn.execute(
            select(members)
            .where(members.c.position > last)
            .order_by(members.c.position)
            .limit(_PAGE)
        ).all()
        yield from (_membership(row) for row in rows)
        if len(rows) < _PAGE:
            return
        last = rows[-1].position


def count_members(conn: Connection) -> tuple[int, int]:
    """Reports in needs, and needs that have any."""
    query = select(func.count(), func.count(func.distinct(members.c.need_id)))
    reports_in, needs_with = conn.execute(query.select_from(members)).one()
    return reports_in, needs_with


def report_ids_of(conn: Connection, need_ids: Iterable[str]) -> dict[str, list[str]]:
    """The reports of each need in order of position."""
    found: dict[str, list[str]] = {}
    for chunk in chunks(need_ids):
        query = (
            select(members.c.need_id, members.c.report_id)
            .where(members.c.need_id.in_(chunk))
            .order_by(members.c.need_id, members.c.position)
        )
        for row in conn.execute(query):
            found.setdefault(row.need_id, []).append(row.report_id)
    return found


def members_of(conn: Connection, need_ids: Iterable[str]) -> dict[str, list[Member]]:
    """The members of each need in order of position."""
    found: dict[str, list[Member]] = {}
    for chunk in chunks(need_ids):
        query = (
            select(*_MEMBER)
            .join(reports, reports.c.id == members.c.report_id)
            .where(members.c.need_id.in_(chunk))
            .order_by(members.c.need_id, members.c.position)
        )
        for row in conn.execute(query):
            found.setdefault(row.need_id, []).append(_member(row))
    return found


def _member_row(one: Membership) -> dict[str, Any]:
    return {
        "report_id": one.report,
        "need_id": one.need,
        "position": one.position,
        "overlap": one.overlap,
        "mark": one.mark,
        "counted": one.counted,
        "placed_in": one.placed_in,
        "shape": one.shape,
        "pinned": one.pinned,
    }


def _membership(row: Row[Any]) -> Membership:
    return Membership(
        report=row.report_id,
        need=row.need_id,
        position=row.position,
        how="joined",
        overlap=row.overlap,
        mark=row.mark,
        counted=row.counted,
        placed_in=row.placed_in,
        shape=row.shape,
        pinned=row.pinned,
    )


def _member(row: Row[Any]) -> Member:
    return Member(
        report=row.id,
        position=row.position,
        person=row.pseudonym,
        occurred_at=row.occurred_at,
        category=row.category,
        group=row.group,
        certainty=thousandths(row.confidence),
        decided_by=row.decided_by,
        severity=row.severity,
        point=stored_point(row.lat, row.long),
        area_path=tuple(row.area_path),
        source=row.source,
        in_favour=row.in_favour,
        joins=row.joins,
        verified=row.verified,
        sketch=row.sketch,
        naming=naming_of(row.subject),
        road=row.road,
        copy_of=row.copy_of,
        raised=row.raised,
        danger=row.danger,
    )
