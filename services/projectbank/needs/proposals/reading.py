"""What a look through all needs reads of them, a piece at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from services.projectbank.chunks import chunks
from services.projectbank.needs.members.store import members_by_position
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.reports.report import StoredReport
from services.projectbank.needs.reports.store import reports_of
from services.projectbank.needs.reports.tables import reports
from services.projectbank.needs.tables import needs

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Speaking:
    """A member with words of its own."""

    position: int
    report: StoredReport
    shape: int
    """What it gathered with: others are in the same need because a planner put them there."""
    settled: bool
    """Whether a planner said where it belongs."""


def speaking_in_order(conn: Connection) -> Iterator[tuple[str, StoredReport]]:
    """Every member with words of its own, with its need, by position. Reads in pages."""
    page: list[tuple[str, str]] = []
    for one in members_by_position(conn):
        page.append((one.report, one.need))
        if len(page) == _PAGE:
            yield from _spoken(conn, page)
            page = []
    yield from _spoken(conn, page)


def newest_speaking(
    conn: Connection, need_ids: Iterable[str], at_most: int
) -> dict[str, list[Speaking]]:
    """Of each need the newest members with words of their own, in order of position."""
    found: dict[str, list[Speaking]] = {}
    for chunk in chunks(need_ids):
        newest = func.row_number().over(
            partition_by=members.c.need_id, order_by=members.c.position.desc()
        )
        ranked = (
            select(members, newest.label("place"))
            .join(reports, reports.c.id == members.c.report_id)
            .where(members.c.need_id.in_(chunk), reports.c.joins.is_(None))
            .subquery()
        )
        rows = conn.execute(
            select(ranked).where(ranked.c.place <= at_most).order_by(ranked.c.position)
        ).all()
        known = reports_of(conn, [row.report_id for row in rows])
        for row in rows:
            settled = row.pinned or row.placed_in != row.shape
            one = Speaking(row.position, known[row.report_id], row.shape, settled)
            found.setdefault(row.need_id, []).append(one)
    return found


def merged_needs(conn: Connection) -> dict[str, str]:
    """What each merged need was merged into."""
    query = select(needs.c.id, needs.c.merged_into).where(needs.c.merged_into.is_not(None))
    return {row.id: row.merged_into for row in conn.execute(query)}


def needs_of_at_least(conn: Connection, size: int) -> Sequence[str]:
    """Needs with so many reports, in order."""
    query = select(needs.c.id).where(needs.c.reports >= size).order_by(needs.c.number)
    return [row.id for row in conn.execute(query)]


def _spoken(
    conn: Connection, page: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, StoredReport]]:
    known = reports_of(conn, [report for report, _ in page])
    for report, need in page:
        if known[report].joins is None:
            yield need, known[report]
