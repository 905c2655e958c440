"""Why each report is in its need: read from the log of joins and the log of decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from services.projectbank.chunks import chunks
from services.projectbank.needs.decisions.decision import Decision
from services.projectbank.needs.decisions.store import decisions_at
from services.projectbank.needs.grouping.evidence import Figures
from services.projectbank.needs.members.membership import How
from services.projectbank.needs.members.tables import FIGURES, joins, members
from services.projectbank.needs.reports.tables import reports

MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStory:
    """One report of a need and how it came there."""

    report: str
    position: int
    how: How
    overlap: int
    """Of the words, cosine in thousandths."""
    distance: int | None
    """Metres from the middle of the need as it was then; none unless both were located."""
    figures: Figures | None
    """What spoke for joining; none for founders, voices, and joins that planners made."""
    beside: str | None
    """The report that began what it joined, or that it follows."""
    occurred_at: datetime
    pinned: bool
    decision: Decision | None
    """What moved it, where a planner did."""


def stories_of(
    conn: Connection, need: str, *, after: int = 0, limit: int = MOST_MEMBERS
) -> Sequence[MemberStory]:
    """The need's reports in order of position. Four statements, whatever the size."""
    query = (
        select(members, reports.c.occurred_at, reports.c.joins)
        .join(reports, reports.c.id == members.c.report_id)
        .where(members.c.need_id == need, members.c.position > after)
        .order_by(members.c.position)
        .limit(limit)
    )
    rows = conn.execute(query).all()
    logged = _last_lines(conn, [row.report_id for row in rows])
    founders = _founders(conn, {row.placed_in for row in rows})
    decided = decisions_at(conn, {line.position for line in logged.values() if line.was_decided})
    return [
        MemberStory(
            report=row.report_id,
            position=row.position,
            how=logged[row.report_id].how,
            overlap=row.overlap,
            distance=logged[row.report_id].distance,
            figures=logged[row.report_id].figures,
            beside=row.joins or _other(founders.get(row.placed_in), row.report_id),
            occurred_at=row.occurred_at,
            pinned=row.pinned,
            decision=decided.get(logged[row.report_id].position),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    how: How
    position: int
    distance: int | None
    figures: Figures | None

    @property
    def was_decided(self) -> bool:
        return self.how in ("merged", "split", "moved")


def _last_lines(conn: Connection, report_ids: Sequence[str]) -> Mapping[str, _Line]:
    found: dict[str, _Line] = {}
    for chunk in chunks(report_ids):
        newest = (
            select(func.max(joins.c.id))
            .where(joins.c.report_id.in_(chunk))
            .group_by(joins.c.report_id)
        )
        for row in conn.execute(select(joins).where(joins.c.id.in_(newest))):
            found[row.report_id] = _Line(row.how, row.position, row.distance, _figures(row))
    return found


def _figures(row: Row[Any]) -> Figures | None:
    return None if row.covered is None else Figures(*(getattr(row, name) for name in FIGURES))


def _founders(conn: Connection, numbers: set[int]) -> Mapping[int, str]:
    """Which reports have these numbers; decisions have none."""
    query = select(reports.c.seq, reports.c.id).where(reports.c.seq.in_(sorted(numbers)))
    return {row.seq: row.id for row in conn.execute(query)}


def _other(founder: str | None, report: str) -> str | None:
    return founder if founder != report else None
