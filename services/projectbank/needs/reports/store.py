"""The stored reports: the newest version of each, and how far the grouping has taken them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    func,
    select,
    update,
)

from services.projectbank.chunks import chunks
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.reports.tables import reports
from services.runtime.database import upsert

_CONTENT = tuple(field.name for field in fields(StoredReport))
_COLUMNS: tuple[ColumnElement[Any], ...] = tuple(reports.c[name] for name in _CONTENT)
_CHUNK = 500
_WITH_POSITION = (*_COLUMNS, reports.c.position)


@dataclass(frozen=True, slots=True)
class Pending:
    """A stored report whose newest version the grouping has not taken."""

    report: StoredReport
    position: int | None
    """When an earlier version was taken; none for a report never seen by grouping."""


def save_newest(conn: Connection, states: Sequence[StoredReport]) -> None:
    """Store each report unless a version as new is there already."""
    known = _versions(conn, [report.id for report in states])
    rows = [
        {**_row(report), "pending": True, "position": None}
        for report in states
        if report.version > known.get(report.id, 0)
    ]
    upsert(conn, reports, rows, key=["id"], keep=["position"])


def pending_after(conn: Connection, seq: int, limit: int) -> Sequence[Pending]:
    """Reports with a higher `seq`, in its order."""
    return _pending(conn, reports.c.seq > seq, limit)


def pending_up_to(conn: Connection, seq: int, limit: int) -> Sequence[Pending]:
    """What came late or changed: reports the cursor has passed, in order of `seq`."""
    return _pending(conn, reports.c.seq <= seq, limit)


def count_pending(conn: Connection) -> int:
    query = select(func.count()).select_from(reports).where(reports.c.pending.is_(True))
    return conn.execute(query).scalar_one()


def mark_taken(conn: Connection, taken: Sequence[tuple[StoredReport, int]]) -> None:
    """The grouping has taken these versions at these positions.

    A version that arrived meanwhile stays pending.
    """
    if not taken:
        return
    conn.execute(
        update(reports)
        .where(reports.c.id == bindparam("the_id"))
        .values(
            position=bindparam("at"),
            pending=reports.c.version > bindparam("taken_version"),
        ),
        [
            {"the_id": report.id, "at": position, "taken_version": report.version}
            for report, position in taken
        ],
    )


def reports_of(conn: Connection, ids: Iterable[str]) -> dict[str, StoredReport]:
    found: dict[str, StoredReport] = {}
    for chunk in chunks(ids):
        for row in conn.execute(select(*_COLUMNS).where(reports.c.id.in_(chunk))):
            found[row.id] = _report(row)
    return found


def followers_of(conn: Connection, ids: Iterable[str]) -> Sequence[StoredReport]:
    """Reports taken already that only add a voice to one of these, in order of position."""
    found: list[tuple[int, StoredReport]] = []
    for chunk in chunks(ids):
        query = select(*_WITH_POSITION).where(
            reports.c.joins.in_(chunk), reports.c.position.is_not(None)
        )
        found.extend((row.position, _report(row)) for row in conn.execute(query))
    return [report for _, report in sorted(found, key=lambda pair: pair[0])]


def taken_in_order(conn: Connection) -> Iterator[tuple[int, StoredReport]]:
    """Every report the grouping has taken, by position. Reads in pages."""
    last = 0
    while True:
        rows = conn.execute(
            select(*_WITH_POSITION)
            .where(reports.c.position > last)
            .order_by(reports.c.position)
            .limit(_CHUNK)
        ).all()
        for row in rows:
            yield row.position, _report(row)
        if len(rows) < _CHUNK:
            return
        last = rows[-1].position


def newest_occurrence(conn: Connection) -> datetime | None:
    """When the newest report that was not erased happened."""
    query = select(func.max(reports.c.occurred_at)).where(reports.c.erased.is_(False))
    moment: datetime | None = conn.execute(query).scalar_one()
    return moment


def _pending(conn: Connection, condition: Any, limit: int) -> Sequence[Pending]:
    query = (
        select(*_WITH_POSITION)
        .where(reports.c.pending.is_(True), condition)
        .order_by(reports.c.seq)
        .limit(limit)
    )
    return [Pending(_report(row), row.position) for row in conn.execute(query)]


def _versions(conn: Connection, ids: Iterable[str]) -> dict[str, int]:
    versions: dict[str, int] = {}
    for chunk in chunks(ids):
        query = select(reports.c.id, reports.c.version).where(reports.c.id.in_(chunk))
        versions.update({row.id: row.version for row in conn.execute(query)})
    return versions


def _row(report: StoredReport) -> dict[str, Any]:
    row = {name: getattr(report, name) for name in _CONTENT}
    row["area_path"] = list(report.area_path)
    return row


def _report(row: Row[Any]) -> StoredReport:
    values = {name: getattr(row, name) for name in _CONTENT}
    values["area_path"] = tuple(row.area_path)
    return StoredReport(**values)
