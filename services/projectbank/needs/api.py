# mypy: disallow-untyped-decorators=False
"""Needs over HTTP, for planners: /api/bank/v1/needs."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from services.projectbank.needs.bursts import bursts_of
from services.projectbank.needs.campaigns import campaigns_of
from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.deciding.schemas import NeedDecisionListAnswer, decision_answer
from services.projectbank.needs.decisions.decision import NoSuchNeed
from services.projectbank.needs.decisions.store import decisions_about
from services.projectbank.needs.listing import WantedNeeds, list_needs, sort_key
from services.projectbank.needs.need import Need
from services.projectbank.needs.reach import Reach, Reaching
from services.projectbank.needs.schemas import (
    InsideQuery,
    NeedListAnswer,
    NeedQuery,
    need_answer,
    need_list_answer,
)
from services.projectbank.needs.store import find_need
from services.projectbank.needs.story.schemas import (
    NeedMemberListAnswer,
    NeedStoryAnswer,
    burst_answer,
    campaign_answer,
    member_answer,
)
from services.projectbank.needs.story.story import MOST_MEMBERS, stories_of
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.paging import write_cursor

_NO_UNITS = Reaching()
_SHOWN = 20
"""Decisions shown with a need."""


def need_routes(
    database: Database, candidates: Candidates, reaching: Reaching = _NO_UNITS
) -> Blueprint:
    """Whoever works for some areas or units sees the needs that are theirs, and no others."""
    blueprint = Blueprint(
        "needs",
        __name__,
        url_prefix="/api/bank/v1/needs",
        description="What keeps going wrong at one place",
    )

    @blueprint.get("")
    @requires("planner")
    @blueprint.arguments(NeedQuery, location="query")
    @blueprint.response(200, NeedListAnswer)
    def get_needs(wanted: WantedNeeds) -> dict[str, Any]:
        """Needs; forming needs of a single report are left out unless their report is named."""
        mine = replace(wanted, reach=reaching.of(current_actor()))
        return database.read(lambda conn: _page(conn, candidates, mine))

    @blueprint.get("/<need_id>")
    @requires("planner")
    @blueprint.response(200, NeedStoryAnswer)
    def get_need(need_id: str) -> dict[str, Any]:
        """One need, why each report is in it, campaigns, and what planners decided."""
        reach = reaching.of(current_actor())
        return database.read(lambda conn: _one(conn, candidates, need_id, reach))

    @blueprint.get("/<need_id>/reports")
    @requires("planner")
    @blueprint.arguments(InsideQuery, location="query")
    @blueprint.response(200, NeedMemberListAnswer)
    def get_reports(query: dict[str, Any], need_id: str) -> dict[str, Any]:
        """The reports of a need, in the order in which they were grouped."""

        reach = reaching.of(current_actor())

        def use(conn: Connection) -> dict[str, Any]:
            _existing(conn, need_id, reach)
            after = query["cursor"][0] if query["cursor"] else 0
            return _members(conn, need_id, after, query["page_size"])

        return database.read(use)

    @blueprint.get("/<need_id>/decisions")
    @requires("planner")
    @blueprint.arguments(InsideQuery, location="query")
    @blueprint.response(200, NeedDecisionListAnswer)
    def get_decisions(query: dict[str, Any], need_id: str) -> dict[str, Any]:
        """What planners decided about a need, the newest first."""

        reach = reaching.of(current_actor())

        def use(conn: Connection) -> dict[str, Any]:
            _existing(conn, need_id, reach)
            return _decisions(conn, need_id, query)

        return database.read(use)

    return blueprint


def _page(conn: Connection, candidates: Candidates, wanted: WantedNeeds) -> dict[str, Any]:
    size = wanted.limit
    found = list_needs(conn, wanted, size + 1)
    shown = found[:size]
    projects = candidates.open_of(conn, [need.id for need in shown])
    more = len(found) > size
    return need_list_answer(
        shown, projects, write_cursor(sort_key(shown[-1], wanted.order)) if more else None
    )


def _existing(conn: Connection, need_id: str, reach: Reach) -> Need:
    need = find_need(conn, need_id)
    if need is None or not reach.holds(need):
        raise NoSuchNeed(need_id)
    return need


def _one(conn: Connection, candidates: Candidates, need_id: str, reach: Reach) -> dict[str, Any]:
    need = _existing(conn, need_id, reach)
    decisions = decisions_about(conn, need_id, limit=_SHOWN)
    return {
        **need_answer(need, candidates.open_of(conn, [need.id]).get(need.id, ())),
        "members": _members(conn, need_id, 0, MOST_MEMBERS),
        "bursts": [burst_answer(one) for one in bursts_of(conn, need_id)],
        "campaigns": [campaign_answer(one) for one in campaigns_of(conn, need_id)],
        "decisions": [decision_answer(one) for one in decisions],
    }


def _members(conn: Connection, need_id: str, after: int, size: int) -> dict[str, Any]:
    found = stories_of(conn, need_id, after=after, limit=size + 1)
    shown = found[:size]
    return {
        "items": [member_answer(one) for one in shown],
        "cursor": write_cursor([shown[-1].position]) if len(found) > size else None,
    }


def _decisions(conn: Connection, need_id: str, query: dict[str, Any]) -> dict[str, Any]:
    size = query["page_size"]
    before = query["cursor"][0] if query["cursor"] else None
    found = decisions_about(conn, need_id, before=before, limit=size + 1)
    shown = found[:size]
    return {
        "items": [decision_answer(one) for one in shown],
        "cursor": write_cursor([shown[-1].number]) if len(found) > size else None,
    }
