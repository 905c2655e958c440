"""The first places of the published ranking as plain data, for the command line."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from services.projectbank.projects.listing import Wanted
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.published.items import ANY, ranking_items, shown_unknowns
from services.projectbank.scoring.published.store import latest_ranking
from services.projectbank.scoring.schemas import item_answers, unknown_answers
from services.runtime.database import Database

_ALL = 1_000_000


def top_of_ranking(
    database: Database, criteria: CriteriaSet, limit: int | None, wanted: Wanted = ANY
) -> Mapping[str, Any]:
    """The items as the API gives them; all of them without a limit."""

    def use(conn: Connection) -> Mapping[str, Any]:
        ranking = latest_ranking(conn)
        if ranking is None:
            return {
                "criteria_version": criteria.version,
                "as_of": None,
                "items": [],
                "find_out_next": [],
            }
        items = ranking_items(conn, ranking.id, limit=limit or _ALL, wanted=wanted)
        return {
            "criteria_version": ranking.criteria_version,
            "as_of": ranking.as_of.isoformat(),
            "items": item_answers(items),
            "find_out_next": unknown_answers(shown_unknowns(conn, ranking, wanted)),
        }

    return database.read(use)
