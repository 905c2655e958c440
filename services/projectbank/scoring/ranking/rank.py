"""The order of projects: total, so that pages and reruns agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.projectbank.scoring.evidence.fact import Evidence
from services.projectbank.scoring.ranking.score import Score


@dataclass(frozen=True, slots=True)
class Scored:
    project: str
    score: Score
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    """From 1."""
    project: str
    score: Score
    evidence: Evidence


def rank(scored: Iterable[Scored]) -> Sequence[Ranked]:
    """Critical lane first, then the score shown, the risk, the older need, the id."""
    return [
        Ranked(place, one.project, one.score, one.evidence)
        for place, one in enumerate(sorted(scored, key=_order), start=1)
    ]


def _order(one: Scored) -> tuple[bool, int, int, datetime, int, str]:
    return (
        one.score.lane != "critical",
        -one.score.low,
        -one.score.risk,
        one.evidence.first_seen,
        one.evidence.first_number,
        one.project,
    )
