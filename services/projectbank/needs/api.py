# mypy: disallow-untyped-decorators=False
"""Needs over HTTP, for planners: /api/bank/v1/needs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.schemas import (
    NeedAnswer,
    NeedListAnswer,
    NeedQuery,
    need_answer,
)
from services.projectbank.needs.store import find_need, list_needs
from services.runtime.database import Database
from services.runtime.identity.access import requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.paging import write_cursor
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


class NoSuchNeed(Exception):
    """There is no need with this id, or nobody but one resident has heard of it."""


def need_routes(database: Database, candidates: Candidates) -> Blueprint:
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
    def get_needs(query: Mapping[str, Any]) -> dict[str, Any]:
        """Needs by number; forming needs of a single report are left out."""
        return database.read(lambda conn: _page(conn, candidates, query))

    @blueprint.get("/<need_id>")
    @requires("planner")
    @blueprint.response(200, NeedAnswer)
    def get_need(need_id: str) -> dict[str, Any]:
        """One need."""
        return database.read(lambda conn: _one(conn, candidates, need_id))

    return blueprint


def _page(conn: Connection, candidates: Candidates, query: Mapping[str, Any]) -> dict[str, Any]:
    after = query["cursor"][0] if query["cursor"] else 0
    size = query["page_size"]
    found = list_needs(conn, after=after, limit=size + 1, state=query["state"])
    shown = found[:size]
    projects = candidates.open_of(conn, [need.id for need in shown])
    return {
        "items": [need_answer(need, projects.get(need.id, ())) for need in shown],
        "cursor": write_cursor([shown[-1].number]) if len(found) > size else None,
    }


def _one(conn: Connection, candidates: Candidates, need_id: str) -> dict[str, Any]:
    need = find_need(conn, need_id)
    if need is None or not need.is_told:
        raise NoSuchNeed
    return need_answer(need, candidates.open_of(conn, [need.id]).get(need.id, ()))


REFUSALS: Refusals = {
    NoSuchNeed: lambda _: Problem(404, gettext("There is no such need.")),
}
