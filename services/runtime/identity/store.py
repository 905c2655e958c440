"""Storing keys, on identity's own small database that all services read."""

from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Row, insert, select, update

from services.runtime.identity.access import Role
from services.runtime.identity.keys import KeyRecord
from services.runtime.identity.tables import keys


def save(conn: Connection, record: KeyRecord, fingerprint: str) -> None:
    conn.execute(
        insert(keys).values(
            id=record.id,
            fingerprint=fingerprint,
            role=record.role,
            name=record.name,
            created_at=record.created_at,
            revoked_at=record.revoked_at,
        )
    )


def find(conn: Connection, fingerprint: str) -> KeyRecord | None:
    row = conn.execute(select(keys).where(keys.c.fingerprint == fingerprint)).one_or_none()
    return None if row is None else _record(row)


def every(conn: Connection) -> list[KeyRecord]:
    """All keys ever given out, oldest first."""
    return [_record(row) for row in conn.execute(select(keys).order_by(keys.c.created_at))]


def revoke(conn: Connection, key_id: str, moment: datetime) -> bool:
    """Whether a key was withdrawn by this; False when there is none or it was before."""
    statement = (
        update(keys)
        .where(keys.c.id == key_id, keys.c.revoked_at.is_(None))
        .values(revoked_at=moment)
    )
    return conn.execute(statement).rowcount == 1


def _record(row: Row[tuple[object, ...]]) -> KeyRecord:
    return KeyRecord(
        id=row.id,
        role=cast(Role, row.role),
        name=row.name,
        created_at=row.created_at,
        revoked_at=row.revoked_at,
    )
