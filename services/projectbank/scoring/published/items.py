"""Reading the places of a published ranking, with what is shown of each project beside them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from services.projectbank.projects.listing import Wanted
from services.projectbank.projects.tables import projects
from services.projectbank.scoring.published.store import Item, Ranking
from services.projectbank.scoring.published.tables import scores
from services.projectbank.scoring.ranking.score import Points
from services.projectbank.scoring.ranking.span import Span
from services.projectbank.scoring.ranking.unknown import Unknown

ANY = Wanted()


def ranking_items(
    conn: Connection,
    ranking_id: int,
    *,
    after: int = 0,
    skip: int = 0,
    limit: int,
    wanted: Wanted = ANY,
) -> Sequence[Item]:
    """Items by rank, beginning after a rank or a number of items; closed ones are left out."""
    query = (
        _items()
        .where(scores.c.ranking_id == ranking_id, scores.c.rank > after, *wanted.conditions())
        .order_by(scores.c.rank)
        .offset(skip)
        .limit(limit)
    )
    return [_item(row) for row in conn.execute(query)]


def count_items(conn: Connection, ranking_id: int, wanted: Wanted = ANY) -> int:
    query = (
        select(func.count())
        .select_from(scores.join(projects, projects.c.id == scores.c.project_id))
        .where(scores.c.ranking_id == ranking_id, *wanted.conditions())
    )
    return conn.execute(query).scalar_one()


def ranks_among(
    conn: Connection, ranking_id: int, ranks: Collection[int], wanted: Wanted
) -> Sequence[int]:
    """Those of these places that a project holds which is wanted, in their order."""
    query = (
        select(scores.c.rank)
        .join(projects, projects.c.id == scores.c.project_id)
        .where(scores.c.ranking_id == ranking_id, scores.c.rank.in_(sorted(ranks)))
        .where(*wanted.conditions())
        .order_by(scores.c.rank)
    )
    return list(conn.execute(query).scalars())


def adopted_unranked(
    conn: Connection, ranking_id: int | None, wanted: Wanted, limit: int
) -> Sequence[str]:
    """Adopted projects that a ranking does not hold yet, by number."""
    ranked = select(scores.c.project_id).where(scores.c.ranking_id == ranking_id)
    query = (
        select(projects.c.id)
        .where(projects.c.candidate.is_(False), *wanted.conditions())
        .order_by(projects.c.number)
        .limit(limit)
    )
    if ranking_id is not None:
        query = query.where(projects.c.id.not_in(ranked))
    return list(conn.execute(query).scalars())


def ranking_item(conn: Connection, ranking_id: int, project: str) -> Item | None:
    query = _items().where(scores.c.ranking_id == ranking_id, scores.c.project_id == project)
    row = conn.execute(query).one_or_none()
    return _item(row) if row is not None else None


def item_at(conn: Connection, ranking_id: int, rank: int) -> Item | None:
    query = _items().where(scores.c.ranking_id == ranking_id, scores.c.rank == rank)
    row = conn.execute(query).one_or_none()
    return _item(row) if row is not None else None


def shown_unknowns(conn: Connection, ranking: Ranking, wanted: Wanted) -> Sequence[Unknown]:
    """What to find out next about the projects that the reader may see and that are still open."""
    if not ranking.unknowns:
        return ()
    named = {one.project for one in ranking.unknowns}
    query = select(projects.c.id).where(projects.c.id.in_(named), *wanted.conditions())
    shown = set(conn.execute(query).scalars())
    return [one for one in ranking.unknowns if one.project in shown]


def _items() -> Any:
    return select(
        scores,
        projects.c.title,
        projects.c.area,
        projects.c.candidate,
        projects.c.category,
    ).join(projects, projects.c.id == scores.c.project_id)


def _item(row: Row[Any]) -> Item:
    return Item(
        rank=row.rank,
        project=row.project_id,
        title=row.title,
        lane=row.lane,
        low=row.low,
        high=row.high,
        confidence=row.confidence,
        people=row.inputs["people"],
        area=row.area,
        candidate=row.candidate,
        category=row.category,
        parts=tuple(Points(*part) for part in row.parts),
        inputs=row.inputs,
        robustness=row.robustness,
        top_share=row.top_share,
        second_rank=row.second_rank,
        span=_span(row.best_rank, row.worst_rank),
        likely=_span(row.likely_best, row.likely_worst),
        band=row.band,
    )


def _span(best: int | None, worst: int | None) -> Span | None:
    return Span(best, worst) if best is not None and worst is not None else None
