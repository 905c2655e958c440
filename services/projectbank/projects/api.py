# mypy: disallow-untyped-decorators=False
"""Projects over HTTP, for everybody: /api/bank/v1/projects."""

from collections.abc import Mapping
from typing import Any

from services.projectbank.projects.project import Project
from services.projectbank.projects.schemas import (
    ProjectAnswer,
    ProjectListAnswer,
    ProjectQuery,
    project_answer,
)
from services.projectbank.projects.store import find_project, list_projects
from services.runtime.database import Database
from services.runtime.identity.access import public
from services.runtime.web.blueprint import Blueprint
from services.runtime.web.i18n import gettext
from services.runtime.web.paging import write_cursor
from services.runtime.web.problems import Problem
from services.runtime.web.refusals import Refusals


class NoSuchProject(Exception):
    """There is no project with this id."""


def project_routes(database: Database) -> Blueprint:
    blueprint = Blueprint(
        "projects",
        __name__,
        url_prefix="/api/bank/v1/projects",
        description="Projects of the bank, candidates among them",
    )

    @blueprint.get("")
    @public
    @blueprint.arguments(ProjectQuery, location="query")
    @blueprint.response(200, ProjectListAnswer)
    def get_projects(query: Mapping[str, Any]) -> dict[str, Any]:
        """Projects by number; lapsed and exited ones are left out."""
        return _page(database, query)

    @blueprint.get("/<project_id>")
    @public
    @blueprint.response(200, ProjectAnswer)
    def get_project(project_id: str) -> dict[str, Any]:
        """One project, whatever its state."""
        return project_answer(existing_project(database, project_id))

    return blueprint


def existing_project(database: Database, project_id: str) -> Project:
    """The project. Raises NoSuchProject."""
    project = database.read(lambda conn: find_project(conn, project_id))
    if project is None:
        raise NoSuchProject
    return project


def _page(database: Database, query: Mapping[str, Any]) -> dict[str, Any]:
    after = query["cursor"][0] if query["cursor"] else 0
    size = query["page_size"]
    found = database.read(lambda conn: list_projects(conn, after=after, limit=size + 1))
    shown = found[:size]
    return {
        "items": [project_answer(project) for project in shown],
        "cursor": write_cursor([shown[-1].number]) if len(found) > size else None,
    }


REFUSALS: Refusals = {
    NoSuchProject: lambda _: Problem(404, gettext("There is no such project.")),
}
