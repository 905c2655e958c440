"""A table that was handed in at the desk, and its row. Functions take the caller's transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, insert, select, update

from services.intake.sources.uploads.tables import table_uploads
from services.runtime.identity.access import Scope

State = Literal["looked_at", "unread", "waiting", "done", "failed"]
IN_HAND: Final[tuple[State, ...]] = ("looked_at", "unread")
"""It may be looked at again, as another kind of table."""
_ALL_BUT_CONTENT: Final = [column for column in table_uploads.c if column.name != "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One table and what became of it."""

    id: str
    who: str
    name: str
    """Of the file, as the browser said it."""
    preset: str | None
    """The kind of table that was chosen; none: found by the header."""
    state: State
    created_at: datetime
    changed_at: datetime
    scope: Scope
    answer: Mapping[str, Any] | None
    """Counts, sheets, columns and errors; or of one that was not read, why."""


def add(conn: Connection, upload: Upload, content: bytes) -> None:
    conn.execute(insert(table_uploads).values(**_row(upload), content=content))


def find(conn: Connection, upload_id: str) -> Upload | None:
    query = select(*_ALL_BUT_CONTENT).where(table_uploads.c.id == upload_id)
    row = conn.execute(query).one_or_none()
    return None if row is None else _upload(row)


def newest(conn: Connection, who: str | None, most: int) -> Sequence[Upload]:
    """The newest, of one person or of everybody."""
    query = select(*_ALL_BUT_CONTENT)
    if who is not None:
        query = query.where(table_uploads.c.who == who)
    order = table_uploads.c.created_at.desc(), table_uploads.c.id
    return [_upload(row) for row in conn.execute(query.order_by(*order).limit(most))]


def content_of(conn: Connection, upload_id: str) -> bytes | None:
    query = select(table_uploads.c.content).where(table_uploads.c.id == upload_id)
    content: bytes | None = conn.execute(query).scalar_one_or_none()
    return content


def change(conn: Connection, upload_id: str, among: Sequence[State], **values: Any) -> bool:
    """False, and nothing changed, where it is in none of these states any more."""
    statement = update(table_uploads).where(
        table_uploads.c.id == upload_id, table_uploads.c.state.in_(among)
    )
    return bool(conn.execute(statement.values(**values)).rowcount)


def forget_contents(conn: Connection, before: datetime) -> None:
    """Drop files that nobody took over."""
    conn.execute(
        update(table_uploads)
        .where(
            table_uploads.c.created_at < before,
            table_uploads.c.state.in_(IN_HAND),
            table_uploads.c.content.is_not(None),
        )
        .values(content=None)
    )


def _row(upload: Upload) -> dict[str, Any]:
    scope = {"areas": list(upload.scope.areas), "units": list(upload.scope.units)}
    fields = ("id", "who", "name", "preset", "state", "created_at", "changed_at", "answer")
    return {**{name: getattr(upload, name) for name in fields}, "scope": scope}


def _upload(row: Any) -> Upload:
    values = dict(row._mapping)
    scope = values.pop("scope")
    return Upload(**values, scope=Scope(tuple(scope["areas"]), tuple(scope["units"])))
