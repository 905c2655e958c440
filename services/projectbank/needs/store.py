"""Needs as rows of record, and how far the grouping has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    select,
)

from services.projectbank.chunks import chunks
from services.projectbank.needs.need import Need
from services.projectbank.needs.tables import cursor, needs
from services.runtime.database import upsert

_NEED = tuple(column.name for column in needs.columns)
_CURSOR = "grouping"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last `seq` that was taken in order, and the last position given out."""

    seq: int
    position: int


def load_cursor(conn: Connection) -> Cursor:
    row = conn.execute(select(cursor).where(cursor.c.name == _CURSOR)).one_or_none()
    return Cursor(row.seq, row.position) if row is not None else Cursor(0, 0)


def lock_grouping(conn: Connection) -> Cursor:
    """Where the grouping is; until the transaction ends nobody can settle anything beside it."""
    query = select(cursor).where(cursor.c.name == _CURSOR)
    row = conn.execute(query.with_for_update()).one_or_none()
    return Cursor(row.seq, row.position) if row is not None else Cursor(0, 0)


def save_cursor(conn: Connection, reached: Cursor) -> None:
    row = {"name": _CURSOR, "seq": reached.seq, "position": reached.position}
    upsert(conn, cursor, [row], key=["name"])


def load_needs(conn: Connection, need_ids: Iterable[str]) -> dict[str, Need]:
    found: dict[str, Need] = {}
    for chunk in chunks(need_ids):
        rows = conn.execute(select(needs).where(needs.c.id.in_(chunk))).all()
        found.update({row.id: read_need(row) for row in rows})
    return found


def find_need(conn: Connection, need: str) -> Need | None:
    return load_needs(conn, [need]).get(need)


def need_ids_in_order(conn: Connection) -> Sequence[str]:
    return [row.id for row in conn.execute(select(needs.c.id).order_by(needs.c.number))]


def save_needs(conn: Connection, changed: Sequence[Need]) -> None:
    upsert(conn, needs, [_row(need) for need in changed], key=["id"])


def _row(need: Need) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(need, name) for name in _NEED}
    row["area_path"], row["indicators"] = list(need.area_path), list(need.indicators)
    return row


def read_need(row: Row[Any]) -> Need:
    """The need in a row of the table, all its columns in order."""
    values = dict(zip(_NEED, row, strict=True))
    values["area_path"] = tuple(values["area_path"])
    values["indicators"] = tuple(values["indicators"])
    return Need(**values)
