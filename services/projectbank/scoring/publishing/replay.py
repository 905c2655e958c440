"""Computing frozen scores again from their frozen inputs: they must come out the same."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.scoring.evidence.freeze import thawed
from services.projectbank.scoring.published.store import Ranking, all_rankings
from services.projectbank.scoring.published.tables import scores
from services.projectbank.scoring.ranking.score import Points, Score, score
from services.runtime.database import Database


@dataclass(frozen=True, slots=True)
class Different:
    """A score that did not come out as it was published. Points are hundredths."""

    ranking: int
    project: str
    published: int
    recomputed: int


@dataclass(frozen=True, slots=True)
class Replayed:
    rankings: int
    scores: int
    different: tuple[Different, ...]


def replay(database: Database, sets: CriteriaSets) -> Replayed:
    """Every kept score, by the set it was published under. Raises UnknownCriteria."""
    kept = database.read(all_rankings)
    counted, different = 0, []
    for ranking in kept:
        for found in database.read(partial(_again, ranking, sets)):
            counted += 1
            if found is not None:
                different.append(found)
    return Replayed(len(kept), counted, tuple(different))


def _again(ranking: Ranking, sets: CriteriaSets, conn: Connection) -> list[Different | None]:
    """None for each score that comes out the same, in order of rank."""
    criteria = sets.version(ranking.criteria_version)
    query = select(scores).where(scores.c.ranking_id == ranking.id).order_by(scores.c.rank)
    found: list[Different | None] = []
    for row in conn.execute(query):
        now = score(criteria, thawed(row.inputs))
        same = _is_same(row, now)
        found.append(None if same else Different(ranking.id, row.project_id, row.low, now.low))
    return found


def _is_same(row: Any, now: Score) -> bool:
    known = (row.lane, row.low, row.high, row.confidence)
    parts = tuple(Points(*part) for part in row.parts)
    return known == (now.lane, now.low, now.high, now.confidence) and parts == now.parts
