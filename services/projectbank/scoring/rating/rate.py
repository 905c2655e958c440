"""An expert rates a project by one criterion, or takes the rating back."""

from dataclasses import dataclass

from sqlalchemy import Connection

from services.projectbank.needs.harmless import Harmless, as_written
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.needs.store import lock_grouping
from services.projectbank.projects.edit import NoSuchProject, ProjectClosed
from services.projectbank.projects.store import find_project
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.rating.rating import NotRated, Rating, RatingMoved
from services.projectbank.scoring.rating.store import add_rating, ratings_of
from services.runtime.clock import Clock
from services.runtime.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """Whole points from 0 to 100, from low to high; both none take a rating back."""

    low: int | None
    high: int | None
    who: str
    reason: str
    version: int | None = None
    """The version that was looked at; none: whichever is there."""
    reach: Reach = EVERYTHING
    """What this expert works on; any other project is not there to be rated."""


class Rate:
    """A rating counts from the next publication on, where nothing was measured."""

    def __init__(
        self,
        database: Database,
        criteria: CriteriaSet,
        clock: Clock,
        harmless: Harmless = as_written,
    ) -> None:
        self._database = database
        self._criteria = criteria
        self._clock = clock
        self._harmless = harmless

    def __call__(self, project: str, criterion: str, opinion: Opinion) -> Rating:
        """Add a version. Raises NoSuchProject, ProjectClosed, NotRated, RatingMoved."""
        rated = self._criteria.named(criterion)

        def use(conn: Connection) -> Rating:
            lock_grouping(conn)
            known = find_project(conn, project)
            if known is None or not opinion.reach.holds(known):
                raise NoSuchProject
            if not known.is_open:
                raise ProjectClosed
            if rated is None or not rated.rated:
                raise NotRated
            before = ratings_of(conn, [project]).get(project, {}).get(criterion)
            version = before.version if before is not None else 0
            if opinion.version is not None and opinion.version != version:
                raise RatingMoved
            rating = Rating(
                project=project,
                criterion=criterion,
                version=version + 1,
                low=opinion.low,
                high=opinion.high,
                who=opinion.who,
                reason=self._harmless(opinion.reason),
                at=self._clock.now(),
            )
            add_rating(conn, rating)
            return rating

        return self._database.write(use)
