# mypy: disallow-untyped-decorators=False
"""Projects over HTTP: /api/bank/v1/projects. Everybody reads, planners write."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

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
    _deciding(blueprint, edit)
    _recording(blueprint, edit)
    return blueprint


def _reading(blueprint: Blueprint, database: Database, drafts: DraftRule) -> None:
    @blueprint.get("")
    @public
    @blueprint.arguments(ProjectQuery, location="query")
    @blueprint.response(200, ProjectListAnswer)
    def get_projects(query: Mapping[str, Any]) -> dict[str, Any]:
        """Projects by number; lapsed and exited ones are left out unless they are asked for."""
        shown = drafts.shown_to(current_actor())
        wanted = dataclasses.replace(query["wanted"], drafts=shown)
        return database.read(lambda conn: _page(conn, {**query, "wanted": wanted}))

    @blueprint.get("/<project_id>")
    @public
    @blueprint.response(200, ProjectAnswer)
    def get_project(project_id: str) -> dict[str, Any]:
        """One project, whatever its state."""
        project = database.read(lambda conn: existing_project(conn, project_id))
        if project.candidate and not drafts.shown_to(current_actor()):
            raise NoSuchProject
        return _shown(project)

    @blueprint.get("/<project_id>/changes")
    @requires("planner")
    @blueprint.arguments(ChangeQuery, location="query")
    @blueprint.response(200, ChangeListAnswer)
    def get_changes(query: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Who changed what, when and why, oldest first."""
        return database.read(lambda conn: _changes(conn, project_id, query))


def _deciding(blueprint: Blueprint, edit: EditProject) -> None:
    @blueprint.post("/<project_id>/adoption")
    @requires("planner")
    @blueprint.arguments(AdoptBody)
    @blueprint.response(200, ProjectAnswer)
    def adopt_project(body: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Adopt a draft: from then on it is a project, and what is recorded of it is public."""
        return _shown(edit.adopt(project_id, _order(body), body["title"]))

    @blueprint.post("/<project_id>/state")
    @requires("planner")
    @blueprint.arguments(MoveBody)
    @blueprint.response(200, ProjectAnswer)
    def move_project(body: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Take it to the next state, suspend it, or let it leave the bank."""
        return _shown(edit.move(project_id, _order(body), body["state"]))


def _recording(blueprint: Blueprint, edit: EditProject) -> None:
    @blueprint.patch("/<project_id>")
    @requires("planner")
    @blueprint.arguments(CorrectBody)
    @blueprint.response(200, ProjectAnswer)
    def correct_project(body: Mapping[str, Any], project_id: str) -> dict[str, Any]:
        """Give it another title or estimate."""
        return _shown(edit.correct(project_id, _order(body), body["title"], body["cost"]))

    @blueprint.put("/<project_id>/gates/<gate>")
    @requires("planner")
    @blueprint.arguments(GateBody)
    @blueprint.response(200, ProjectAnswer)
    def record_gate(body: Mapping[str, Any], project_id: str, gate: str) -> dict[str, Any]:
        """Record whether one of the conditions of its type is met."""
        order = _order(body)
        return _shown(
            edit.record_gate(project_id, order, gate, passed=body["passed"], on=body["on"])
        )


def existing_project(conn: Connection, project_id: str) -> Project:
    """The project. Raises NoSuchProject."""
    project = find_project(conn, project_id)
    if project is None:
        raise NoSuchProject
    return project


def _order(body: Mapping[str, Any]) -> Order:
    return Order(who=current_actor().name, why=body["reason"], version=body["version"])


def _shown(project: Project) -> dict[str, Any]:
    return project_answer(project, staff=current_actor().may("planner"))


def _page(conn: Connection, query: Mapping[str, Any]) -> dict[str, Any]:
    size = query["page_size"]
    found = list_projects(conn, query["wanted"], after=query["after"], limit=size + 1)
    shown = found[:size]
    return {
        "items": [_shown(project) for project in shown],
        "cursor": write_cursor([shown[-1].number]) if len(found) > size else None,
    }


def _changes(conn: Connection, project_id: str, query: Mapping[str, Any]) -> dict[str, Any]:
    existing_project(conn, project_id)
    size, cursor = query["page_size"], query["cursor"]
    found = list_changes(conn, project_id, after=cursor[0] if cursor else 0, limit=size + 1)
    shown = found[:size]
    return {
        "items": [change_answer(change) for _, change in shown],
        "cursor": write_cursor([shown[-1][0]]) if len(found) > size else None,
    }
