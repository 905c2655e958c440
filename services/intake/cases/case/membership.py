"""The reports of a case: many reports, one case."""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    exists,
    func,
    or_,
    select,
    true,
)

from services.intake.photos.tables import photos
from services.intake.reports.people import somebody, with_joined
from services.intake.reports.report import Report
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports

_CHUNK = 500
"""Ids in one statement; SQLite takes 32,766 values, PostgreSQL 65,535."""


def locked(conn: Connection, report_ids: Sequence[str]) -> list[Report]:
    """These reports, in order of their number, locked until the transaction ends."""
    return _named(conn, report_ids, lock=True)


def named(conn: Connection, report_ids: Sequence[str]) -> list[Report]:
    """These reports, in order of their number; those that are not there are left out."""
    return _named(conn, report_ids, lock=False)


def _named(conn: Connection, report_ids: Sequence[str], *, lock: bool) -> list[Report]:
    found: list[Report] = []
    wanted = sorted(set(report_ids))
    for start in range(0, len(wanted), _CHUNK):
        query = select(*REPORT).where(reports.c.id.in_(wanted[start : start + _CHUNK]))
        query = query.order_by(reports.c.id)
        rows = conn.execute(query.with_for_update() if lock else query)
        found.extend(report_of(row) for row in rows)
    return found


def with_voices(conn: Connection, members: Sequence[Report]) -> list[Report]:
    """These reports and, after them, those that joined them and are in no case; all locked."""
    found = list(members)
    known = [report.id for report in found]
    here = set(known)
    for start in range(0, len(known), _CHUNK):
        rows = conn.execute(
            select(*REPORT)
            .where(
                reports.c.joins.in_(known[start : start + _CHUNK]),
                reports.c.case_id.is_(None),
                reports.c.erased.is_(False),
            )
            .order_by(reports.c.id)
            .with_for_update()
        )
        found.extend(voice for row in rows if (voice := report_of(row)).id not in here)
    return found


def count(conn: Connection, case_id: str) -> tuple[int, int]:
    """Reports and people of a case; reports of nobody known are at most one person, and so are
    those who joined one report without a verified contact."""
    together, joined = with_joined()
    who = somebody(joined)
    query = (
        select(func.count(), func.count(func.distinct(who)), func.count(who))
        .select_from(together)
        .where(reports.c.case_id == case_id)
    )
    total, people, known = conn.execute(query).one()
    return total, people + (1 if known < total else 0)


def members(conn: Connection, case_id: str, limit: int, *, voices: bool = True) -> list[Report]:
    """The first reports of a case, oldest first, with or without those that joined one and add
    nothing to it."""
    wanted = true() if voices else says_something()
    rows = conn.execute(
        select(*REPORT)
        .where(reports.c.case_id == case_id, wanted)
        .order_by(reports.c.received_at, reports.c.id)
        .limit(limit)
    )
    return [report_of(row) for row in rows]


def says_something() -> ColumnElement[bool]:
    """On a row of `reports`: it is more than one voice more, for it holds words or photos."""
    pictured = exists().where(photos.c.report_id == reports.c.id)
    return or_(reports.c.joins.is_(None), reports.c.description != "", pictured)
