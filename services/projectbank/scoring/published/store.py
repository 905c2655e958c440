"""Published rankings: when, by which criteria, as of when, and every score with its inputs."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    insert,
    select,
)

from services.contracts.projectbank_events import CountedBy
from services.projectbank.scoring.evidence.fact import Evidence
from services.projectbank.scoring.evidence.freeze import frozen, thawed
from services.projectbank.scoring.opinions.opinion import Opinion
from services.projectbank.scoring.published.tables import rankings, scores
from services.projectbank.scoring.ranking.rank import Ranked
from services.projectbank.scoring.ranking.score import Points
from services.projectbank.scoring.ranking.span import Span
from services.projectbank.scoring.ranking.unknown import Unknown

KEPT = 60
"""Rankings that are kept with their scores; of older ones the last of each month."""
_CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What a publication fixes, the scores aside."""

    criteria_version: str
    as_of: datetime
    published_at: datetime
    top: int | None
    """How many places the robustness classes call the top."""
    unknowns: tuple[Unknown, ...] = ()
    """What to find out next, the most moving first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Frozen):
    """A published ranking, without its items."""

    id: int


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
    robustness: str | None
    top_share: int | None
    """Thousandths of the drawings of weights and missing evidence that put it among the top."""
    second_rank: int | None
    span: Span | None
    """The ranks it could have, whatever is missing; none in rankings published without."""
    likely: Span | None
    """The ranks that nine of ten drawings give it."""
    band: int | None

    @property
    def people_at_most(self) -> int:
        """With each message of nobody known as somebody else."""
        known = self.inputs.get("people_at_most")
        return known if isinstance(known, int) else self.people

    @property
    def people_verified(self) -> int | None:
        """Of the people, how many somebody vouches for; none where that was not counted yet."""
        known = self.inputs.get("people_verified")
        return known if isinstance(known, int) else None

    @property
    def counted_by(self) -> CountedBy:
        """Messages, where no need of it is carried by people told apart."""
        return "messages" if self.inputs.get("by_messages") else "people"

    @property
    def evidence(self) -> Evidence:
        """What the score was made from, as frozen."""
        return thawed(self.inputs)


def save_ranking(
    conn: Connection,
    frozen_at: Frozen,
    ranked: Sequence[Ranked],
    spans: Mapping[str, Span],
    opinions: Mapping[str, Opinion],
) -> int:
    """Keep a ranking and forget those that are too old; its number."""
    ranking_id: int = conn.execute(
        insert(rankings)
        .values(
            criteria_version=frozen_at.criteria_version,
            as_of=frozen_at.as_of,
            published_at=frozen_at.published_at,
            top=frozen_at.top,
            unknowns=[dataclasses.asdict(one) for one in frozen_at.unknowns],
        )
        .returning(rankings.c.id)
    ).scalar_one()
    rows = [_row(ranking_id, one, spans[one.project], opinions.get(one.project)) for one in ranked]
    for start in range(0, len(rows), _CHUNK):
        conn.execute(insert(scores), rows[start : start + _CHUNK])
    gone = _outdated(conn)
    conn.execute(delete(scores).where(scores.c.ranking_id.in_(gone)))
    conn.execute(delete(rankings).where(rankings.c.id.in_(gone)))
    return ranking_id


def _outdated(conn: Connection) -> list[int]:
    """Rankings older than the kept ones, without the last of each month."""
    query = select(rankings.c.id, rankings.c.published_at).order_by(rankings.c.id.desc())
    old = list(conn.execute(query))[KEPT:]
    last: dict[tuple[int, int], int] = {}
    for row in old:
        last.setdefault((row.published_at.year, row.published_at.month), row.id)
    return [row.id for row in old if row.id not in last.values()]


def latest_ranking(conn: Connection, until: datetime | None = None) -> Ranking | None:
    """The last ranking published, or the last one that speaks of a moment not after `until`."""
    query = select(rankings).order_by(rankings.c.id.desc()).limit(1)
    return _ranking(conn, query if until is None else query.where(rankings.c.as_of <= until))


def find_ranking(conn: Connection, ranking_id: int) -> Ranking | None:
    return _ranking(conn, select(rankings).where(rankings.c.id == ranking_id))


def all_rankings(conn: Connection) -> Sequence[Ranking]:
    """Every kept ranking, the oldest first."""
    rows = conn.execute(select(rankings).order_by(rankings.c.id))
    return [_as_ranking(row) for row in rows]


def _ranking(conn: Connection, query: Any) -> Ranking | None:
    row = conn.execute(query).one_or_none()
    return _as_ranking(row) if row is not None else None


def _as_ranking(row: Row[Any]) -> Ranking:
    return Ranking(
        id=row.id,
        criteria_version=row.criteria_version,
        as_of=row.as_of,
        published_at=row.published_at,
        top=row.top,
        unknowns=tuple(Unknown(**one) for one in row.unknowns or ()),
    )


def _row(ranking_id: int, one: Ranked, span: Span, opinion: Opinion | None) -> dict[str, Any]:
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
        "inputs": frozen(one.evidence),
        "robustness": opinion.robustness if opinion is not None else None,
        "top_share": opinion.top_share if opinion is not None else None,
        "second_rank": opinion.second_rank if opinion is not None else None,
        "best_rank": span.best,
        "worst_rank": span.worst,
        "likely_best": opinion.likely.best if opinion is not None else None,
        "likely_worst": opinion.likely.worst if opinion is not None else None,
        "band": opinion.band if opinion is not None else None,
    }
