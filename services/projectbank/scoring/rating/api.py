# mypy: disallow-untyped-decorators=False
"""Experts' ratings over HTTP, for planners: /api/bank/v1/projects/<id>/ratings."""

from collections.abc import Mapping
from typing import Any

from services.projectbank.needs.reach import Reaching
from services.projectbank.projects.api import existing_project
from services.projectbank.scoring.rating.rate import Opinion, Rate
from services.projectbank.scoring.rating.rating import NotRated, Rating, RatingMoved
from services.projectbank.scoring.rating.schemas import (
    OneRatingAnswer,
    RatingBody,
    RatingListAnswer,
    rating_list,
)
from services.projectbank.scoring.rating.store import all_ratings
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals

_NO_UNITS = Reaching()


def rating_routes(database: Database, rate: Rate, reaching: Reaching = _NO_UNITS) -> Blueprint:
    blueprint = Blueprint(
        "ratings",
        __name__,
        url_prefix="/api/bank/v1/projects/<project_id>/ratings",
        description="Points that experts give where nothing can be measured",
    )

    @blueprint.get("")
    @requires("planner")
    @blueprint.response(200, RatingListAnswer)
    def get_ratings(project_id: str) -> dict[str, Any]:
        """Every version of every rating of a project."""

        reach = reaching.of(current_actor())

        def use(conn: Any) -> dict[str, Any]:
            existing_project(conn, project_id, reach)
            return rating_list(all_ratings(conn, project_id))

        return database.read(use)

    @blueprint.put("/<criterion>")
    @requires("planner")
    @blueprint.arguments(RatingBody)
    @blueprint.response(200, OneRatingAnswer)
    def rate_project(body: Mapping[str, Any], project_id: str, criterion: str) -> Rating:
        """Rate by one criterion; counts from the next publication on."""
        low, high = body["low"], body["high"]
        who = current_actor()
        opinion = Opinion(
            low=low,
            high=low if high is None else high,
            who=who.name,
            reach=reaching.of(who),
            reason=body["reason"],
            version=body["version"],
        )
        return rate(project_id, criterion, opinion)

    return blueprint


REFUSALS: Refusals = {
    NotRated: lambda _: Problem(
        404, gettext("This is no criterion that is rated: it is counted or recorded.")
    ),
    RatingMoved: lambda _: Problem(409, gettext("Somebody has rated this meanwhile.")),
}
