"""Who asked for a code. Every function takes the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    delete,
    func,
    insert,
    select,
    update,
)

from services.intake.finding.code import MOST_TRIES
from services.intake.finding.tables import finds
from services.intake.notices.channels.port import Kind
from services.intake.reports.tables import contacts

KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a code."""

    id: str
    report: str | None
    """None: number and address did not belong together, or too many codes were asked for."""
    kind: Kind
    language: str
    at: datetime


def keep(conn: Connection, asked: Asked) -> None:
    """Store it, to be sent if there is a report; forget those of yesterday."""
    conn.execute(delete(finds).where(finds.c.at < asked.at - KEPT))
    conn.execute(
        insert(finds).values(
            id=asked.id,
            report_id=asked.report,
            kind=asked.kind,
            language=asked.language,
            at=asked.at,
            entered=0,
            delivery="waiting" if asked.report else "dropped",
            next_at=asked.at if asked.report else None,
        )
    )


def lately(conn: Connection, report: str, since: datetime) -> int:
    """How many codes were asked for a report since then; who else asks for it waits until this
    transaction ends, so that several at once are counted."""
    mine = select(contacts.c.report_id).where(contacts.c.report_id == report)
    conn.execute(mine.with_for_update())
    query = select(func.count()).where(finds.c.report_id == report, finds.c.at > since)
    return conn.execute(query.select_from(finds)).scalar_one()


def by_id(conn: Connection, asked: str) -> tuple[Asked, int] | None:
    """The request, and how often a code was typed for it."""
    row = conn.execute(select(finds).where(finds.c.id == asked)).one_or_none()
    if row is None:
        return None
    found = Asked(id=row.id, report=row.report_id, kind=row.kind, language=row.language, at=row.at)
    return found, row.entered


def unsent(conn: Connection, since: datetime) -> list[Row[Any]]:
    """Requests since then whose code may still be typed and has not left the house: id, report_id,
    at; the newest first."""
    query = (
        select(finds.c.id, finds.c.report_id, finds.c.at)
        .where(
            finds.c.at >= since,
            finds.c.report_id.is_not(None),
            finds.c.entered < MOST_TRIES,
            finds.c.delivery != "sent",
        )
        .order_by(finds.c.at.desc(), finds.c.id)
    )
    return list(conn.execute(query))


def count_try(conn: Connection, asked: str) -> bool:
    """Count one more; False when there were enough. Two at once count as two."""
    one_more = update(finds).where(finds.c.id == asked, finds.c.entered < MOST_TRIES)
    return conn.execute(one_more.values(entered=finds.c.entered + 1)).rowcount == 1


def spend(conn: Connection, asked: str) -> None:
    """A code that opened a page opens no other."""
    conn.execute(update(finds).where(finds.c.id == asked).values(entered=MOST_TRIES))
