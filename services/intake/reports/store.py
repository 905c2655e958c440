"""Storing reports and finding them again. Every function takes the caller's transaction."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    CursorResult,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from services.intake.reports.report import ExternalKey, Report
from services.intake.reports.rows import COLUMNS, report_of, row_of
from services.intake.reports.tables import report_history, reports, tickets

REPORT = [reports.c[name] for name in COLUMNS]
"""What to select so that `report_of` understands the row."""
_KEEPING = (
    reports.c.tracking_token,
    reports.c.client_key,
    reports.c.digest,
    reports.c.received_from,
    reports.c.id_space,
)
_KEPT = select(*REPORT, *_KEEPING)
# Made once: putting a statement of 38 columns together costs as much as asking it.
_BY_ID = _KEPT.where(reports.c.id == bindparam("wanted"))
_BY_TRACKING_TOKEN = _KEPT.where(reports.c.tracking_token == bindparam("wanted"))
_BY_CLIENT_KEY = _KEPT.where(reports.c.client_key == bindparam("wanted"))
_INSERTS = {
    "sqlite": sqlite.insert(reports)
    .values(seq=select(func.coalesce(func.max(reports.c.seq), 0) + 1).scalar_subquery())
    .on_conflict_do_nothing()
    .returning(reports.c.seq),
    "postgresql": postgresql.insert(reports)
    .values(accepted=tickets.next_value())
    .on_conflict_do_nothing()
    .returning(reports.c.seq),
}

_NUMBER = (
    update(reports)
    .where(reports.c.id == bindparam("report"))
    .values(seq=bindparam("place_in_order"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What intake keeps beside a report, to recognise it and its sender again."""

    tracking_token: str
    client_key: str | None
    digest: str
    """Of all that was sent."""
    received_from: str
    id_space: str = ""
    """Whose ids its external id is one of."""


@dataclass(frozen=True, slots=True)
class Kept:
    report: Report
    keeping: Keeping


@dataclass(frozen=True, slots=True)
class TakenOver:
    """As much of an imported report as tells whether a row says something new."""

    id: str
    tracking_token: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Why a report has a new version, and what the changed fields said before (masked)."""

    version: int
    at: datetime
    who: str
    why: str
    before: Mapping[str, Any]


def add(conn: Connection, report: Report, keeping: Keeping) -> Report | None:
    """Store a first version; the report, with its `seq` where one writer can give it.

    None, and nothing stored, when its number, token, client key or external id is taken.
    """
    row = row_of(report)
    del row["seq"]
    row.update(
        tracking_token=keeping.tracking_token,
        client_key=keeping.client_key,
        digest=keeping.digest,
        received_from=keeping.received_from,
        id_space=keeping.id_space,
    )
    stored = conn.execute(_INSERTS[conn.dialect.name], row).one_or_none()
    return None if stored is None else dataclasses.replace(report, seq=stored.seq)


def replace(conn: Connection, report: Report, digest: str, change: Change) -> None:
    """Store a later version over the one that the caller holds locked."""
    row = row_of(report)
    for fixed in ("id", "seq", "received_at"):
        del row[fixed]
    conn.execute(update(reports).where(reports.c.id == report.id).values(**row, digest=digest))
    conn.execute(
        insert(report_history),
        {
            "report_id": report.id,
            "version": change.version,
            "at": change.at,
            "who": change.who,
            "why": change.why,
            "before": dict(change.before),
        },
    )


def by_id(conn: Connection, report_id: str) -> Kept | None:
    return _kept(conn.execute(_BY_ID, {"wanted": report_id}))


def by_tracking_token(conn: Connection, token: str) -> Kept | None:
    return _kept(conn.execute(_BY_TRACKING_TOKEN, {"wanted": token}))


def by_client_key(conn: Connection, client_key: str) -> Kept | None:
    return _kept(conn.execute(_BY_CLIENT_KEY, {"wanted": client_key}))


def by_external_key(conn: Connection, key: ExternalKey) -> Kept | None:
    """The report taken over under this id, locked until the transaction ends."""
    query = _KEPT.where(
        reports.c.source == key.source,
        reports.c.id_space == key.id_space,
        reports.c.external_id == key.external_id,
    )
    return _kept(conn.execute(query.with_for_update()))


def taken_over(conn: Connection, keys: Sequence[ExternalKey]) -> Mapping[ExternalKey, TakenOver]:
    """Of these those that are known."""
    by_space: dict[tuple[str, str], list[str]] = {}
    for source, space, external_id in keys:
        by_space.setdefault((source, space), []).append(external_id)
    found = {}
    for (source, space), ids in by_space.items():
        rows = conn.execute(
            select(
                reports.c.external_id,
                reports.c.id,
                reports.c.tracking_token,
                reports.c.version,
                reports.c.digest,
            ).where(
                reports.c.source == source,
                reports.c.id_space == space,
                reports.c.external_id.in_(ids),
            )
        )
        for external_id, *kept in rows:
            found[ExternalKey(source, space, external_id)] = TakenOver(*kept)
    return found


def history(conn: Connection, report_id: str) -> Sequence[Change]:
    """The changes of a report from version 2 on, oldest first."""
    rows = conn.execute(
        select(report_history)
        .where(report_history.c.report_id == report_id)
        .order_by(report_history.c.version)
    )
    return [
        Change(version=row.version, at=row.at, who=row.who, why=row.why, before=row.before)
        for row in rows
    ]


def unnumbered(conn: Connection, limit: int) -> Sequence[Report]:
    """Reports without `seq`, first accepted first, locked until the transaction ends."""
    rows = conn.execute(
        select(*REPORT)
        .where(reports.c.seq.is_(None))
        .order_by(reports.c.accepted)
        .limit(limit)
        .with_for_update()
    )
    return [report_of(row) for row in rows]


def any_report(conn: Connection) -> bool:
    return conn.execute(select(reports.c.id).limit(1)).one_or_none() is not None


def any_unnumbered(conn: Connection) -> bool:
    query = select(reports.c.id).where(reports.c.seq.is_(None)).limit(1)
    return conn.execute(query).one_or_none() is not None


def count_unnumbered(conn: Connection) -> int:
    return conn.execute(
        select(func.count()).select_from(reports).where(reports.c.seq.is_(None))
    ).scalar_one()


def last_seq(conn: Connection) -> int:
    last: int = conn.execute(select(func.coalesce(func.max(reports.c.seq), 0))).scalar_one()
    return last


def number(conn: Connection, numbered: Sequence[Report]) -> None:
    """Write the `seq` of each of the reports."""
    conn.execute(
        _NUMBER, [{"report": report.id, "place_in_order": report.seq} for report in numbered]
    )


def _kept(found: CursorResult[Any]) -> Kept | None:
    row = found.one_or_none()
    if row is None:
        return None
    keeping = Keeping(
        tracking_token=row.tracking_token,
        client_key=row.client_key,
        digest=row.digest,
        received_from=row.received_from,
        id_space=row.id_space,
    )
    return Kept(report_of(row), keeping)
