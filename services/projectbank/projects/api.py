# mypy: disallow-untyped-decorators=False
"""Projects over HTTP: /api/bank/v1/projects. Everybody reads, planners write."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.change_store import list_changes
from services.projectbank.projects.edit import EditProject, NoSuchProject, Order
from services.projectbank.projects.edit_schemas import (
    AdoptBody,
    ChangeListAnswer,
    ChangeQuery,
    CorrectBody,
    GateBody,
    MoveBody,
    change_answer,
)
from services.projectbank.projects.listing import list_projects
from services.projectbank.projects.project import Project
from services.projectbank.projects.schemas import (
    ProjectAnswer,
    ProjectListAnswer,
    ProjectQuery,
    project_answer,
)
from services.projectbank.projects.store import find_project
from services.runtime.database import Database
from services.runtime.identity.access import current_actor, public, requires
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.paging import write_cursor


def project_routes(database: Database, edit: EditProject, drafts: DraftRule) -> Blueprint:
    blueprint = Blueprint(
        "projects",
        __name__,
        url_prefix="/api/bank/v1/projects",
        description="Projects of the bank; drafts among them for those who may see drafts",
    )
    _reading(blueprint, database, drafts)
    _deciding(blueprint, edit, drafts)
    _recording(blueprint, edit, drafts)
    return blueprint


def _reading(blueprint: Blueprint, database: Database, drafts: DraftRule) -> None:
    @blueprint.get("")
    @public
    @blueprint.arguments(ProjectQuery, location="query")
    @blueprint.response(200, ProjectListAnswer)
    def get_projects(query: Mapping[str, Any]) -> dict[str, Any]:
        """Projects by number; lapsed and exited ones are left out unless they are asked for."""
        who = current_actor()
        wanted = dataclasses.replace(
            query["wanted"], drafts=drafts.shown_to(who), reach=drafts.drafts_of(who)
        )
        return database.read(lambda conn: _page(conn, {**query, "wanted": wanted}, drafts))

    @blueprint.get("/<project_id>")
    @public
    @blueprint.response(200, ProjectAnswer)
    def get_project(project_id: str) -> dict[str, Any]:
        """One project, whatever its state."""
        project = database.read(lambda conn: existing_project(conn, project_id))
        if not drafts.shows(current_actor(), project):
            raise NoSuchProject
        return _shown(project, drafts)

    @blueprint.get("/<project_id>/changes")
    @requires("planner")
    @blueprint.arguments(ChangeQuery, location="query")
    @blueprint.response(200, ChangeListAnswer)
    def get_changes(query: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Who changed what, when and why, oldest first."""
        reach = drafts.reach_of(current_actor())
        return database.read(lambda conn: _changes(conn, project_id, query, reach))


def _deciding(blueprint: Blueprint, edit: EditProject, drafts: DraftRule) -> None:
    @blueprint.post("/<project_id>/adoption")
    @requires("planner")
    @blueprint.arguments(AdoptBody)
    @blueprint.response(200, ProjectAnswer)
    def adopt_project(body: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Adopt a draft: from then on it is a project, and what is recorded of it is public."""
        return _shown(edit.adopt(project_id, _order(body, drafts), body["title"]), drafts)

    @blueprint.post("/<project_id>/state")
    @requires("planner")
    @blueprint.arguments(MoveBody)
    @blueprint.response(200, ProjectAnswer)
    def move_project(body: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Take it to the next state, suspend it, or let it leave the bank."""
        return _shown(edit.move(project_id, _order(body, drafts), body["state"]), drafts)


def _recording(blueprint: Blueprint, edit: EditProject, drafts: DraftRule) -> None:
    @blueprint.patch("/<project_id>")
    @requires("planner")
    @blueprint.arguments(CorrectBody)
    @blueprint.response(200, ProjectAnswer)
    def correct_project(body: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Give it another title or estimate."""
        order = _order(body, drafts)
        return _shown(edit.correct(project_id, order, body["title"], body["cost"]), drafts)

    @blueprint.put("/<project_id>/gates/<gate>")
    @requires("planner")
    @blueprint.arguments(GateBody)
    @blueprint.response(200, ProjectAnswer)
    def record_gate(body: Mapping[str, Any], project_id: str, gate: str) -> dict[str, Any]:
        """Record whether one of the conditions of its type is met."""
        order = _order(body, drafts)
        return _shown(
            edit.record_gate(project_id, order, gate, passed=body["passed"], on=body["on"]),
            drafts,
        )


def existing_project(conn: Connection, project_id: str, reach: Reach = EVERYTHING) -> Project:
    """The project. Raises NoSuchProject, also for one that lies outside of the reach."""
    project = find_project(conn, project_id)
    if project is None or not reach.holds(project):
        raise NoSuchProject
    return project


def _order(body: Mapping[str, Any], drafts: DraftRule) -> Order:
    who = current_actor()
    return Order(
        who=who.name, why=body["reason"], version=body["version"], reach=drafts.reach_of(who)
    )


def _shown(project: Project, drafts: DraftRule) -> dict[str, Any]:
    who = current_actor()
    return project_answer(project, staff=who.may("planner") and drafts.reach_of(who).holds(project))


def _page(conn: Connection, query: Mapping[str, Any], drafts: DraftRule) -> dict[str, Any]:
    size = query["page_size"]
    found = list_projects(conn, query["wanted"], after=query["after"], limit=size + 1)
    shown = found[:size]
    return {
        "items": [_shown(project, drafts) for project in shown],
        "cursor": write_cursor([shown[-1].number]) if len(found) > size else None,
    }


def _changes(
    conn: Connection, project_id: str, query: Mapping[str, Any], reach: Reach
) -> dict[str, Any]:
    existing_project(conn, project_id, reach)
    size, cursor = query["page_size"], query["cursor"]
    found = list_changes(conn, project_id, after=cursor[0] if cursor else 0, limit=size + 1)
    shown = found[:size]
    return {
        "items": [change_answer(change) for _, change in shown],
        "cursor": write_cursor([shown[-1][0]]) if len(found) > size else None,
    }
