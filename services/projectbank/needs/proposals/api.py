# mypy: disallow-untyped-decorators=False
"""Proposals over HTTP, for planners: /api/bank/v1/needs/proposals."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.deciding.schemas import NeedOutcomeAnswer, outcome_answer
from services.projectbank.needs.proposals.answer import AnswerProposal, Reply
from services.projectbank.needs.proposals.listing import WantedProposals, list_proposals, show
from services.projectbank.needs.proposals.schemas import (
    AcceptProposalBody,
    DismissProposalBody,
    NeedProposalListAnswer,
    ProposalDismissedAnswer,
    ProposalQuery,
    dismissed_answer,
    proposal_answer,
)
from services.projectbank.needs.reach import Reaching
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.paging import write_cursor

_NO_UNITS = Reaching()


def proposal_routes(
    answer: AnswerProposal,
    database: Database,
    candidates: Candidates,
    reaching: Reaching = _NO_UNITS,
) -> Blueprint:
    """Whoever works for some areas or units sees the proposals that lie wholly in them."""
    blueprint = Blueprint(
        "need_proposals",
        __name__,
        url_prefix="/api/bank/v1/needs/proposals",
        description="Needs that may be one, and needs that may be several",
    )

    def reply(proposal: str, body: dict[str, Any]) -> Reply:
        return Reply(
            proposal=proposal,
            who=current_actor().name,
            why=body["reason"],
            version=body.get("version", 0),
            other_version=body.get("other_version"),
            reach=reaching.of(current_actor()),
        )

    @blueprint.get("")
    @requires("planner")
    @blueprint.arguments(ProposalQuery, location="query")
    @blueprint.response(200, NeedProposalListAnswer)
    def get_proposals(wanted: WantedProposals) -> dict[str, Any]:
        """What the nightly look through all needs left in doubt, what moves most people first."""
        mine = replace(wanted, reach=reaching.of(current_actor()))
        return database.read(lambda conn: _page(conn, candidates, mine))

    @blueprint.post("/<proposal_id>/accept")
    @requires("planner")
    @blueprint.arguments(AcceptProposalBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def accept(body: dict[str, Any], proposal_id: str) -> dict[str, Any]:
        """Merge or split as proposed: a planner's decision as any other."""
        outcome = answer.accept(reply(proposal_id, body))
        shown = [one.id for one in (outcome.need, outcome.other) if one is not None]
        projects = database.read(lambda conn: candidates.open_of(conn, shown))
        return outcome_answer(outcome, projects)

    @blueprint.post("/<proposal_id>/dismiss")
    @requires("planner")
    @blueprint.arguments(DismissProposalBody)
    @blueprint.response(200, ProposalDismissedAnswer)
    def dismiss(body: dict[str, Any], proposal_id: str) -> dict[str, Any]:
        """Leave the needs as they are; not proposed again unless new reports came."""
        return dismissed_answer(answer.dismiss(reply(proposal_id, body)))

    return blueprint


def _page(conn: Connection, candidates: Candidates, wanted: WantedProposals) -> dict[str, Any]:
    size = wanted.limit
    found = list_proposals(conn, wanted, size + 1)
    shown = show(conn, found[:size], wanted.reach)
    names = [need.id for one in shown for need in (one.need, one.other) if need is not None]
    projects = candidates.open_of(conn, names)
    last = shown[-1].proposal if len(found) > size else None
    return {
        "items": [proposal_answer(one, projects) for one in shown],
        "cursor": write_cursor([last.gain, last.id]) if last is not None else None,
    }
