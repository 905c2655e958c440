# mypy: disallow-untyped-decorators=False
"""Deciding about needs over HTTP, for planners."""

from typing import Any

from services.projectbank.needs.candidates import Candidates
from services.projectbank.needs.deciding.schemas import (
    DescribeNeedBody,
    MergeNeedBody,
    MoveReportsBody,
    NeedDecisionBody,
    NeedOutcomeAnswer,
    PinReportsBody,
    SplitNeedBody,
    outcome_answer,
)
from services.projectbank.needs.deciding.take_decision import Order, TakeDecision
from services.projectbank.needs.decisions.decision import DecisionKind, UnknownInDescription
from services.projectbank.needs.decisions.description import NOTHING_DESCRIBED, Description
from services.projectbank.needs.reach import Reaching
from services.projectbank.needs.reports.report import stored_point
from services.projectbank.needs.vocabulary import Vocabulary
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, requires
from services.runtime.web.blueprint import Blueprint

_NO_UNITS = Reaching()


class _Decided:
    """Takes the decision that a request asks for, and shows what became of the needs."""

    def __init__(
        self,
        decide: TakeDecision,
        database: Database,
        candidates: Candidates,
        reaching: Reaching,
    ) -> None:
        self._reaching = reaching
        self._decide = decide
        self._database = database
        self._candidates = candidates

    def __call__(self, kind: DecisionKind, need: str, body: dict[str, Any]) -> dict[str, Any]:
        outcome = self._decide(
            Order(
                kind=kind,
                need=need,
                version=body["version"],
                who=current_actor().name,
                why=body["reason"],
                other=body.get("into") or body.get("to"),
                other_version=body.get("other_version"),
                reports=body.get("reports", ()),
                said=body.get("said", NOTHING_DESCRIBED),
                reach=self._reaching.of(current_actor()),
            )
        )
        shown = [one.id for one in (outcome.need, outcome.other) if one is not None]
        projects = self._database.read(lambda conn: self._candidates.open_of(conn, shown))
        return outcome_answer(outcome, projects)


def decision_routes(
    decide: TakeDecision,
    database: Database,
    candidates: Candidates,
    vocabulary: Vocabulary,
    reaching: Reaching = _NO_UNITS,
) -> Blueprint:
    blueprint = Blueprint(
        "need_decisions",
        __name__,
        url_prefix="/api/bank/v1/needs",
        description="What planners decide about needs",
    )
    decided = _Decided(decide, database, candidates, reaching)
    _routes_of_states(blueprint, decided)
    _route_of_description(blueprint, decided, vocabulary)
    _routes_of_reports(blueprint, decided)
    return blueprint


def _routes_of_states(blueprint: Blueprint, decided: _Decided) -> None:
    @blueprint.post("/<need_id>/confirm")
    @requires("planner")
    @blueprint.arguments(NeedDecisionBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def confirm(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """This is a need: it stays one, however few report it from now on."""
        return decided("confirm", need_id, body)

    @blueprint.post("/<need_id>/dismiss")
    @requires("planner")
    @blueprint.arguments(NeedDecisionBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def dismiss(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """This is no need: it gets no project, and what is like it still gathers here."""
        return decided("dismiss", need_id, body)

    @blueprint.post("/<need_id>/reopen")
    @requires("planner")
    @blueprint.arguments(NeedDecisionBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def reopen(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """Take back that it was confirmed or dismissed: counting decides again."""
        return decided("reopen", need_id, body)


def _route_of_description(blueprint: Blueprint, decided: _Decided, vocabulary: Vocabulary) -> None:
    @blueprint.post("/<need_id>/describe")
    @requires("planner")
    @blueprint.arguments(DescribeNeedBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def describe(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """Say what it is, how severe and where, with a reason; kept through every regrouping."""
        return decided("describe", need_id, {**body, "said": _said(body, vocabulary)})


def _said(body: dict[str, Any], vocabulary: Vocabulary) -> Description:
    """Raises UnknownInDescription."""
    category, area = body.get("category"), body.get("area")
    if category is not None and category not in vocabulary.problems:
        raise UnknownInDescription("category")
    if area is not None and area not in vocabulary.area_paths:
        raise UnknownInDescription("area")
    return Description(
        category=category,
        severity=body.get("severity"),
        area_path=None if area is None else vocabulary.area_paths[area],
        point=stored_point(body.get("lat"), body.get("long")),
    )


def _routes_of_reports(blueprint: Blueprint, decided: _Decided) -> None:
    @blueprint.post("/<need_id>/merge")
    @requires("planner")
    @blueprint.arguments(MergeNeedBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def merge(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """All its reports, and all that would have joined it, are of the other need."""
        return decided("merge", need_id, body)

    @blueprint.post("/<need_id>/split")
    @requires("planner")
    @blueprint.arguments(SplitNeedBody)
    @blueprint.response(201, NeedOutcomeAnswer)
    def split(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """These reports, and what is more like them than like the rest, are a need of their own."""
        return decided("split", need_id, body)

    @blueprint.post("/<need_id>/move")
    @requires("planner")
    @blueprint.arguments(MoveReportsBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def move(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """These reports belong to another need."""
        return decided("move", need_id, body)

    @blueprint.post("/<need_id>/pin")
    @requires("planner")
    @blueprint.arguments(PinReportsBody)
    @blueprint.response(200, NeedOutcomeAnswer)
    def pin(body: dict[str, Any], need_id: str) -> dict[str, Any]:
        """These reports stay here, whatever a correction would make of them."""
        return decided("pin", need_id, body)
