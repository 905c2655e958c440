"""Messages in the mailbox: no way into a report's page, and their notices were sent to nobody."""

import re
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TOKEN = re.compile(r"(/track/)[A-Za-z0-9_-]+")
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
_SPACE = uuid.UUID("6f6ecf0e-6a3b-5a52-9f0e-3f2f8a6d1c11")
"""Of the ids of messages, as `notices.channels.port` made them."""
_BATCH = 500

mailbox = sa.table(
    "mailbox", sa.column("id"), sa.column("report_id"), sa.column("subject"), sa.column("text")
)
notices = sa.table(
    "notices",
    sa.column("case_id"),
    sa.column("version"),
    sa.column("person"),
    sa.column("report_id"),
    sa.column("delivery"),
)
finds = sa.table("finds", sa.column("id"), sa.column("report_id"), sa.column("delivery"))


def upgrade() -> None:
    conn, last = op.get_bind(), ""
    while letters := _next(conn, last):
        last = letters[-1].id
        reports = {letter.report_id for letter in letters}
        told = {_step(row): row for row in _sent(conn, notices, reports)}
        asked = {_asked(row): row for row in _sent(conn, finds, reports)}
        for letter in letters:
            _strike_out(conn, letter, is_code=letter.id not in told)
            if (row := told.get(letter.id)) is not None:
                _kept(conn, notices, case_id=row.case_id, version=row.version, person=row.person)
            if (row := asked.get(letter.id)) is not None:
                _kept(conn, finds, id=row.id)


def downgrade() -> None:
    """What was struck out stays so."""
    for table in (notices, finds):
        kept = table.c.delivery == "kept"
        op.get_bind().execute(sa.update(table).where(kept).values(delivery="sent"))


def _next(conn: sa.Connection, last: str) -> Sequence[sa.Row[Any]]:
    query = sa.select(mailbox).where(mailbox.c.id > last).order_by(mailbox.c.id).limit(_BATCH)
    return conn.execute(query).all()


def _sent(conn: sa.Connection, table: sa.TableClause, reports: set[str]) -> Sequence[sa.Row[Any]]:
    of_them = table.c.report_id.in_(reports) & (table.c.delivery == "sent")
    return conn.execute(sa.select(table).where(of_them)).all()


def _step(row: sa.Row[Any]) -> str:
    return str(uuid.uuid5(_SPACE, f"step/{row.case_id}/{row.version}/{row.person}"))


def _asked(row: sa.Row[Any]) -> str:
    return str(uuid.uuid5(_SPACE, f"code/{row.id}"))


def _strike_out(conn: sa.Connection, letter: sa.Row[Any], *, is_code: bool) -> None:
    """A letter that tells of no step carried a code; its request may be forgotten already."""
    text = _TOKEN.sub(r"\1…", letter.text)
    if is_code:
        text = _CODE.sub("••••••", text)
    if text != letter.text:
        mine = mailbox.c.id == letter.id
        conn.execute(sa.update(mailbox).where(mine).values(text=text))


def _kept(conn: sa.Connection, table: sa.TableClause, **key: object) -> None:
    mine = sa.and_(*(table.c[name] == value for name, value in key.items()))
    conn.execute(sa.update(table).where(mine).values(delivery="kept"))
