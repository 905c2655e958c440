"""Lists of proposals with their needs, and the reports that each side is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from services.projectbank.chunks import chunks
from services.projectbank.needs.members.tables import members
from services.projectbank.needs.need import Need
from services.projectbank.needs.proposals.proposal import SETTLED, Proposal, ProposalKind
from services.projectbank.needs.proposals.store import read_proposal
from services.projectbank.needs.proposals.tables import proposals
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.needs.reports.tables import reports
from services.projectbank.needs.store import load_needs
from services.projectbank.needs.tables import needs
from services.projectbank.places import lies_in_area

SHOWN = 60
"""Reports of a need, the newest ones: as many as a split looks at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedProposals:
    """Which proposals, after which one, and how many at most."""

    limit: int
    after: tuple[int, str] | None = None
    """Gain and id of the last one already seen."""
    kind: ProposalKind | None = None
    area: str | None = None
    """Where any of its needs lies."""
    reach: Reach = EVERYTHING
    """Of whoever asks: all that a proposal names lies in it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A report of a need as a planner is shown it."""

    report: str
    subject: str | None
    """As intake masked it; none where the report itself is another's to read, or was erased."""
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    proposal: Proposal
    need: Need
    other: Need | None
    sides: tuple[Sequence[Said], Sequence[Said]]
    """Of a merge the reports of either need, of a split those to be taken out and the others; by
    position."""


def list_proposals(conn: Connection, wanted: WantedProposals, limit: int) -> Sequence[Proposal]:
    """Those of which all needs are still open, what moves most people first. One statement."""
    need, other = needs.alias("need"), needs.alias("other")
    query = (
        select(proposals)
        .join(need, need.c.id == proposals.c.need_id)
        .join(other, other.c.id == proposals.c.other_id, isouter=True)
        .where(
            *_open(need),
            *wanted.reach.conditions(need),
            or_(
                proposals.c.other_id.is_(None),
                and_(*_open(other), *wanted.reach.conditions(other)),
            ),
        )
    )
    if wanted.kind is not None:
        query = query.where(proposals.c.kind == wanted.kind)
    if wanted.area is not None:
        somewhere = [lies_in_area(one.c.area_path, wanted.area) for one in (need, other)]
        query = query.where(or_(*somewhere))
    if wanted.after is not None:
        gain, last = wanted.after
        query = query.where(
            (proposals.c.gain < gain) | ((proposals.c.gain == gain) & (proposals.c.id > last))
        )
    query = query.order_by(proposals.c.gain.desc(), proposals.c.id).limit(limit)
    return [read_proposal(row) for row in conn.execute(query)]


def show(conn: Connection, some: Sequence[Proposal], reach: Reach) -> Sequence[Shown]:
    """With needs and reports, whatever the number in a few statements."""
    names = sorted({need for one in some for need in (one.need, one.other) if need is not None})
    known, said = load_needs(conn, names), _newest(conn, names, reach)
    return [
        Shown(
            one,
            known[one.need],
            None if one.other is None else known[one.other],
            _sides(one, said),
        )
        for one in some
    ]


def _open(need: Any) -> Iterable[ColumnElement[bool]]:
    return need.c.reports > 0, need.c.state.not_in(sorted(SETTLED))


def _sides(
    one: Proposal, said: Mapping[str, Sequence[Said]]
) -> tuple[Sequence[Said], Sequence[Said]]:
    mine = said.get(one.need, ())
    if one.other is not None:
        return mine, said.get(one.other, ())
    leaving = set(one.reports)
    return (
        [report for report in mine if report.report in leaving],
        [report for report in mine if report.report not in leaving],
    )


def _newest(conn: Connection, names: Sequence[str], reach: Reach) -> Mapping[str, Sequence[Said]]:
    """The newest reports of each need that have words of their own, by position."""
    found: dict[str, list[Said]] = {}
    for chunk in chunks(names):
        place = func.row_number().over(
            partition_by=members.c.need_id, order_by=members.c.position.desc()
        )
        ranked = (
            select(
                members.c.need_id,
                members.c.position,
                reports.c.id,
                reports.c.subject,
                reports.c.occurred_at,
                reports.c.area_path,
                reports.c.category,
                place.label("place"),
            )
            .join(reports, reports.c.id == members.c.report_id)
            .where(members.c.need_id.in_(chunk), reports.c.joins.is_(None))
            .subquery()
        )
        query = select(ranked).where(ranked.c.place <= SHOWN).order_by(ranked.c.position)
        for row in conn.execute(query):
            readable = reach.holds(_Placed(tuple(row.area_path), row.category))
            subject = row.subject if readable and row.subject else None
            found.setdefault(row.need_id, []).append(Said(row.id, subject, row.occurred_at))
    return found


@dataclass(frozen=True, slots=True)
class _Placed:
    area_path: tuple[str, ...]
    category: str
