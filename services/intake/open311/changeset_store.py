"""Keeping when the services last changed. Every function takes the caller's transaction."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from services.intake.open311.tables import service_changesets

_A_SECOND = timedelta(seconds=1)


def changeset(conn: Connection, digest: str) -> datetime | None:
    """Since when the services are what this digest says; none when they were others last."""
    latest = _latest_changeset(conn)
    return latest[0] if latest is not None and latest[1] == digest else None


def new_changeset(conn: Connection, digest: str, now: datetime) -> datetime:
    """Note that the services are now what this digest says; since when, to the second."""
    latest = _latest_changeset(conn)
    if latest is not None and latest[1] == digest:
        return latest[0]
    since = now.replace(microsecond=0)
    if latest is not None:
        since = max(since, latest[0] + _A_SECOND)
    conn.execute(insert(service_changesets), {"since": since, "digest": digest})
    return since


def _latest_changeset(conn: Connection) -> tuple[datetime, str] | None:
    row = conn.execute(
        select(service_changesets).order_by(service_changesets.c.since.desc()).limit(1)
    ).one_or_none()
    return None if row is None else (row.since, row.digest)
