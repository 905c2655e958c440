"""Experts' ratings, every version of them; rows are only ever added."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Row, insert, select

from services.projectbank.chunks import chunks
from services.projectbank.scoring.rating.rating import Rating
from services.projectbank.scoring.rating.tables import ratings


def add_rating(conn: Connection, rating: Rating) -> None:
    conn.execute(
        insert(ratings).values(
            project_id=rating.project,
            criterion=rating.criterion,
            version=rating.version,
            low=rating.low,
            high=rating.high,
            who=rating.who,
            reason=rating.reason,
            at=rating.at,
        )
    )


def ratings_of(conn: Connection, projects: Iterable[str]) -> dict[str, dict[str, Rating]]:
    """The newest rating per project and criterion, withdrawn ones among them."""
    found: dict[str, dict[str, Rating]] = {}
    for chunk in chunks(projects):
        query = select(ratings).where(ratings.c.project_id.in_(chunk)).order_by(ratings.c.version)
        for row in conn.execute(query):
            found.setdefault(row.project_id, {})[row.criterion] = _rating(row)
    return found


def all_ratings(conn: Connection, project: str) -> Sequence[Rating]:
    """Every version, the oldest first within each criterion."""
    query = (
        select(ratings)
        .where(ratings.c.project_id == project)
        .order_by(ratings.c.criterion, ratings.c.version)
    )
    return [_rating(row) for row in conn.execute(query)]


def _rating(row: Row[tuple[object, ...]]) -> Rating:
    return Rating(
        project=row.project_id,
        criterion=row.criterion,
        version=row.version,
        low=row.low,
        high=row.high,
        who=row.who,
        reason=row.reason,
        at=row.at,
    )
