"""What happened to a project, for everybody: its ranks over time, its states; never who or why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from services.projectbank.needs.need import Need
from services.projectbank.projects.change_store import list_changes
from services.projectbank.projects.project import Project
from services.projectbank.projects.states import state_word
from services.projectbank.scoring.published.tables import rankings, scores
from services.runtime.web.i18n import gettext

_MOST = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the history."""

    at: datetime
    told: str


@dataclass(frozen=True, slots=True)
class PastRank:
    """Where it stood in one publication. Points are hundredths."""

    published_at: datetime
    as_of: datetime
    rank: int
    low: int
    high: int


def past_ranks(conn: Connection, project: str) -> Sequence[PastRank]:
    """Every kept publication that had it, the oldest first."""
    query = (
        select(
            rankings.c.published_at, rankings.c.as_of, scores.c.rank, scores.c.low, scores.c.high
        )
        .join(rankings, rankings.c.id == scores.c.ranking_id)
        .where(scores.c.project_id == project)
        .order_by(scores.c.ranking_id)
    )
    return [PastRank(*row) for row in conn.execute(query)]


def history(
    conn: Connection, project: Project, needs: Sequence[Need], ranks: Sequence[PastRank]
) -> list[Moment]:
    """The newest first. A rank is told when it changed."""
    moments = [Moment(project.created_at, gettext("Proposed by the bank as a draft"))]
    if needs:
        first = min(need.first_seen for need in needs)
        moments.append(Moment(first, gettext("First reported by a resident")))
    for _, change in list_changes(conn, project.id, limit=_MOST):
        told = _told(change.what, change.after)
        if told is not None:
            moments.append(Moment(change.at, told))
    known: int | None = None
    for one in ranks:
        if one.rank != known:
            moments.append(
                Moment(one.published_at, gettext("Published at rank %(rank)s", rank=one.rank))
            )
        known = one.rank
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _told(what: str, after: object) -> str | None:
    if what == "candidate":
        return gettext("Adopted by a planner")
    if what == "state":
        return gettext("Now: %(state)s", state=state_word(str(after)))
    return None
