"""Builds what planners do with projects."""

from services.projectbank.projects.api import project_routes
from services.projectbank.projects.audience import DraftRule
from services.projectbank.projects.edit import EditProject
from services.projectbank.projects.gates import Gates
from services.projectbank.projects.refusals import project_refusals
from services.runtime.database import Database
from services.runtime.web.feature import Feature


def project_feature(
    database: Database, edit: EditProject, drafts: DraftRule, gates: Gates
) -> Feature:
    """Projects, from the draft to the end."""
    return Feature(
        name="projects",
        routes=[project_routes(database, edit, drafts)],
        refusals=project_refusals(gates),
    )
