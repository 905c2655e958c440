"""What a planner's decision does to the members of needs, each with a line in the log of joins."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, literal, select, update

from services.projectbank.chunks import chunks
from services.projectbank.needs.members.join_log import log_joins
from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.members.tables import joins, members
from services.projectbank.needs.reports.tables import reports


def merge_members(conn: Connection, need: str, into: str, position: int) -> None:
    """Everybody of the one need is in the other, now and in the log."""
    everybody = select(
        members.c.report_id,
        literal(into),
        literal(position),
        literal("merged"),
        literal(0),
    ).where(members.c.need_id == need)
    columns = ["report_id", "need_id", "position", "how", "overlap"]
    conn.execute(insert(joins).from_select(columns, everybody))
    conn.execute(update(members).where(members.c.need_id == need).values(need_id=into))


def carry_members(conn: Connection, memberships: Sequence[Membership], position: int) -> None:
    """The reports are in other needs from now on; the log says so at the decision's position."""
    conn.execute(
        update(members)
        .where(members.c.report_id == bindparam("the_report"))
        .values(need_id=bindparam("new_need"), shape=bindparam("new_shape")),
        [
            {"the_report": one.report, "new_need": one.need, "new_shape": one.shape}
            for one in memberships
        ],
    )
    log_joins(conn, [replace(one, position=position) for one in memberships])


def pin_members(conn: Connection, report_ids: Iterable[str]) -> None:
    for chunk in chunks(report_ids):
        conn.execute(update(members).where(members.c.report_id.in_(chunk)).values(pinned=True))


def voices_beside(conn: Connection, report_ids: Sequence[str]) -> Sequence[str]:
    """Members that only add a voice to one of the reports and are in the same need as it."""
    spoken_for = members.alias()
    found: list[str] = []
    for chunk in chunks(report_ids):
        query = (
            select(members.c.report_id)
            .join(reports, reports.c.id == members.c.report_id)
            .join(spoken_for, spoken_for.c.report_id == reports.c.joins)
            .where(reports.c.joins.in_(chunk), spoken_for.c.need_id == members.c.need_id)
            .order_by(members.c.position)
        )
        found.extend(row.report_id for row in conn.execute(query))
    return found
