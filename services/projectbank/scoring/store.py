"""Published rankings: when, by which criteria, as of when, and every score with its inputs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Row,
    String,
    Table,
    delete,
    insert,
    select,
)

from services.projectbank.projects.project import CLOSED
from services.projectbank.projects.store import projects
from services.projectbank.scoring.rank import Ranked
from services.projectbank.scoring.score import Points
from services.projectbank.tables import metadata
from services.runtime.tables import BigSerial, Json, UtcDateTime

rankings = Table(
    "rankings",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("criteria_version", String(20), nullable=False),
    Column("as_of", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
)
scores = Table(
    "scores",
    metadata,
    Column("ranking_id", BigSerial, primary_key=True, autoincrement=False),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("project_id", String(32), nullable=False),
    Column("lane", String(10), nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("confidence", Integer, nullable=False),
    Column("parts", Json, nullable=False),
    Column("inputs", Json, nullable=False),
    Index("scores_project", "project_id", "ranking_id"),
)
KEPT = 20
"""Rankings that are kept with their scores."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Ranking:
    """A published ranking, without its items."""

    id: int
    criteria_version: str
    as_of: datetime
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One place of a published ranking. Points are hundredths, confidence is percent."""

    rank: int
    project: str
    title: str
    lane: str
    low: int
    high: int
    confidence: int
    people: int
    area: str | None
    candidate: bool
    category: str
    parts: tuple[Points, ...]
    inputs: dict[str, Any]


def save_ranking(
    conn: Connection,
    criteria_version: str,
    as_of: datetime,
    published_at: datetime,
    ranked: Sequence[Ranked],
) -> int:
    """Keep a ranking and forget the oldest; its number."""
    ranking_id: int = conn.execute(
        insert(rankings)
        .values(criteria_version=criteria_version, as_of=as_of, published_at=published_at)
        .returning(rankings.c.id)
    ).scalar_one()
    rows = [_row(ranking_id, one) for one in ranked]
    for start in range(0, len(rows), _CHUNK):
        conn.execute(insert(scores), rows[start : start + _CHUNK])
    conn.execute(delete(scores).where(scores.c.ranking_id <= ranking_id - KEPT))
    conn.execute(delete(rankings).where(rankings.c.id <= ranking_id - KEPT))
    return ranking_id


def latest_ranking(conn: Connection) -> Ranking | None:
    return _ranking(conn, select(rankings).order_by(rankings.c.id.desc()).limit(1))


def find_ranking(conn: Connection, ranking_id: int) -> Ranking | None:
    return _ranking(conn, select(rankings).where(rankings.c.id == ranking_id))


def _ranking(conn: Connection, query: Any) -> Ranking | None:
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    return Ranking(row.id, row.criteria_version, row.as_of, row.published_at)


def ranking_items(
    conn: Connection, ranking_id: int, *, after: int = 0, skip: int = 0, limit: int
) -> Sequence[Item]:
    """Items by rank, beginning after a rank or a number of items; closed ones are left out."""
    query = (
        _items()
        .where(
            scores.c.ranking_id == ranking_id,
            scores.c.rank > after,
            projects.c.state.not_in(sorted(CLOSED)),
        )
        .order_by(scores.c.rank)
        .offset(skip)
        .limit(limit)
    )
    return [_item(row) for row in conn.execute(query)]


def ranking_item(conn: Connection, ranking_id: int, project: str) -> Item | None:
    query = _items().where(scores.c.ranking_id == ranking_id, scores.c.project_id == project)
    row = conn.execute(query).one_or_none()
    return _item(row) if row is not None else None


def _items() -> Any:
    return select(
        scores,
        projects.c.title,
        projects.c.people,
        projects.c.area,
        projects.c.candidate,
        projects.c.category,
    ).join(projects, projects.c.id == scores.c.project_id)


def _row(ranking_id: int, one: Ranked) -> dict[str, Any]:
    evidence = one.evidence
    return {
        "ranking_id": ranking_id,
        "rank": one.rank,
        "project_id": one.project,
        "lane": one.score.lane,
        "low": one.score.low,
        "high": one.score.high,
        "confidence": one.score.confidence,
        "parts": [
            [part.code, part.weight, part.low, part.high, part.measured] for part in one.score.parts
        ],
        "inputs": {
            "heat": evidence.heat,
            "people": evidence.people,
            "confirmed_severity": evidence.confirmed_severity,
            "suggested_severity": evidence.suggested_severity,
            "needs": evidence.needs,
            "placed": evidence.placed,
            "first_seen": evidence.first_seen.isoformat(),
            "first_number": evidence.first_number,
        },
    }


def _item(row: Row[Any]) -> Item:
    return Item(
        rank=row.rank,
        project=row.project_id,
        title=row.title,
        lane=row.lane,
        low=row.low,
        high=row.high,
        confidence=row.confidence,
        people=row.people,
        area=row.area,
        candidate=row.candidate,
        category=row.category,
        parts=tuple(Points(*part) for part in row.parts),
        inputs=row.inputs,
    )
