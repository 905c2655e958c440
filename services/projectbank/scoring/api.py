# mypy: disallow-untyped-decorators=False
"""The published ranking over HTTP, for everybody: /api/bank/v1/ranking."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.schemas import RankingAnswer, RankingQuery, item_answers
from services.projectbank.scoring.store import find_ranking, latest_ranking, ranking_items
from services.runtime.database import Database
from services.runtime.identity.access import public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.paging import write_cursor
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


class RankingReplaced(Exception):
    """The ranking a cursor belongs to is no longer kept."""


def ranking_routes(database: Database, criteria: CriteriaSet) -> Blueprint:
    blueprint = Blueprint(
        "ranking",
        __name__,
        url_prefix="/api/bank/v1/ranking",
        description="The order of the projects, as last published",
    )

    @blueprint.get("")
    @public
    @blueprint.arguments(RankingQuery, location="query")
    @blueprint.response(200, RankingAnswer)
    def get_ranking(query: Mapping[str, Any]) -> dict[str, Any]:
        """The published ranking from the top."""
        return database.read(
            lambda conn: ranking_page(conn, criteria, query["cursor"], query["page_size"])
        )

    return blueprint


def ranking_page(
    conn: Connection, criteria: CriteriaSet, cursor: list[int] | None, size: int
) -> dict[str, Any]:
    """One page of the ranking; empty while none was published. Raises RankingReplaced."""
    ranking = find_ranking(conn, cursor[0]) if cursor else latest_ranking(conn)
    if ranking is None:
        if cursor:
            raise RankingReplaced
        return {
            "criteria_version": criteria.version,
            "as_of": None,
            "items": [],
            "cursor": None,
        }
    after = cursor[1] if cursor else 0
    found = ranking_items(conn, ranking.id, after=after, limit=size + 1)
    shown = found[:size]
    more = len(found) > size
    return {
        "criteria_version": ranking.criteria_version,
        "as_of": ranking.as_of,
        "items": item_answers(shown),
        "cursor": write_cursor([ranking.id, shown[-1].rank]) if more else None,
    }


REFUSALS: Refusals = {
    RankingReplaced: lambda _: Problem(
        422, gettext("The ranking has been published anew; start again without the cursor.")
    ),
}
