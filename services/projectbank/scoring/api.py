# mypy: disallow-untyped-decorators=False
"""The published ranking over HTTP, for everybody: /api/bank/v1/ranking and what explains it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from services.projectbank.names import Names
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.listing import Wanted
from services.projectbank.scoring.criteria import CriteriaSets
from services.projectbank.scoring.explaining.explain import Asked, NoSuchRank, NotRanked, explain
from services.projectbank.scoring.explaining.schemas import (
    ExplanationAnswer,
    ExplanationQuery,
    explanation_answer,
)
from services.projectbank.scoring.explaining.sentences import Reader
from services.projectbank.scoring.published.items import ANY, ranking_items, shown_unknowns
from services.projectbank.scoring.published.store import find_ranking, latest_ranking
from services.projectbank.scoring.publishing.publish import PublishRanking
from services.projectbank.scoring.schemas import (
    CriteriaListAnswer,
    RankingAnswer,
    RankingQuery,
    criteria_answer,
    item_answers,
    unknown_answers,
)
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, public, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext, language
from services.runtime.web.paging import PAGE_SIZE, write_cursor
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


class RankingReplaced(Exception):
    """The ranking a cursor belongs to is no longer kept."""


class PublishesForAll(Exception):
    """Somebody who works for some areas or units would publish what belongs to others."""


def ranking_routes(
    database: Database, sets: CriteriaSets, publish: PublishRanking, drafts: DraftRule
) -> Blueprint:
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
        """The published ranking from the top. Drafts are ranked with the others, and listed for
        those who may see drafts."""
        who = current_actor()
        wanted = Wanted(drafts=drafts.shown_to(who), reach=drafts.drafts_of(who))
        return database.read(
            lambda conn: ranking_page(conn, sets, query["cursor"], query["page_size"], wanted)
        )

    @blueprint.post("")
    @requires("planner")
    @blueprint.response(200, RankingAnswer)
    @blueprint.alt_response(403, description="The caller works for some areas or units alone")
    def publish_ranking() -> dict[str, Any]:
        """Compute the scores now and publish the ranking; the answer is its first page.

        The ranking is the whole town's: whoever works for a part of it publishes none.
        """
        if drafts.reach_of(current_actor()).ends:
            raise PublishesForAll
        publish()
        return database.read(lambda conn: ranking_page(conn, sets, None, PAGE_SIZE))

    return blueprint


def criteria_routes(sets: CriteriaSets) -> Blueprint:
    blueprint = Blueprint(
        "criteria",
        __name__,
        url_prefix="/api/bank/v1/criteria",
        description="What projects are scored by: weights and fixed anchors",
    )

    @blueprint.get("")
    @public
    @blueprint.response(200, CriteriaListAnswer)
    def get_criteria() -> dict[str, Any]:
        """Every criteria set, the one in force last."""
        return {"items": [criteria_answer(one) for one in sets.all()], "cursor": None}

    return blueprint


def explanation_routes(
    database: Database, sets: CriteriaSets, names: Names, drafts: DraftRule
) -> Blueprint:
    blueprint = Blueprint(
        "explanations",
        __name__,
        url_prefix="/api/bank/v1/projects/<project_id>/explanation",
        description="Why a project has its rank",
    )

    @blueprint.get("")
    @public
    @blueprint.arguments(ExplanationQuery, location="query")
    @blueprint.response(200, ExplanationAnswer)
    def get_explanation(query: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Its points and their sources, a comparison, and what would lift it."""
        asked = Asked(
            project=project_id,
            against=query["against"],
            reach=query["reach"],
            until=query["as_of"],
        )
        who = current_actor()
        reader = Reader(
            names,
            language(),
            staff=who.may("planner"),
            drafts=drafts.shown_to(who),
            reach=drafts.reach_of(who),
            drafts_within=drafts.drafts_of(who),
        )
        return explanation_answer(database.read(lambda conn: explain(conn, sets, asked, reader)))

    return blueprint


def ranking_page(
    conn: Connection,
    sets: CriteriaSets,
    cursor: list[int] | None,
    size: int,
    wanted: Wanted = ANY,
) -> dict[str, Any]:
    """One page of the ranking; empty while none was published. Raises RankingReplaced."""
    ranking = find_ranking(conn, cursor[0]) if cursor else latest_ranking(conn)
    if ranking is None:
        if cursor:
            raise RankingReplaced
        return {
            "criteria_version": sets.current.version,
            "as_of": None,
            "top": None,
            "items": [],
            "find_out_next": [],
            "cursor": None,
        }
    after = cursor[1] if cursor else 0
    found = ranking_items(conn, ranking.id, after=after, limit=size + 1, wanted=wanted)
    shown = found[:size]
    more = len(found) > size
    return {
        "criteria_version": ranking.criteria_version,
        "as_of": ranking.as_of,
        "top": ranking.top,
        "items": item_answers(shown),
        "find_out_next": unknown_answers(shown_unknowns(conn, ranking, wanted)),
        "cursor": write_cursor([ranking.id, shown[-1].rank]) if more else None,
    }


REFUSALS: Refusals = {
    RankingReplaced: lambda _: Problem(
        422, gettext("The ranking has been published anew; start again without the cursor.")
    ),
    PublishesForAll: lambda _: Problem(
        403,
        gettext("The ranking is of the whole town: who works for a part of it publishes none."),
    ),
    NotRanked: lambda _: Problem(404, gettext("The project is in no ranking of that time.")),
    NoSuchRank: lambda _: Problem(
        404, gettext("The ranking has no such place or project to compare with.")
    ),
}
