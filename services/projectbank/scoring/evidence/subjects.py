"""Reading everything that counts of the open projects, in few statements for all of them."""

from collections.abc import Iterator

from sqlalchemy import Connection

from services.projectbank.needs.members.store import members_of
from services.projectbank.needs.store import load_needs
from services.projectbank.projects.store import load_projects, open_versions
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence.evidence import Subject
from services.projectbank.scoring.evidence.neighbours import Neighbours, open_need_places
from services.projectbank.scoring.opinions.background import Background
from services.projectbank.scoring.rating.store import ratings_of

_REACH = 300


def open_subjects(
    conn: Connection, background: Background, criteria: CriteriaSet
) -> Iterator[Subject]:
    """Every open project that answers at least one need, in order of id."""
    projects = load_projects(conn, open_versions(conn))
    need_ids = {need for project in projects.values() for need in project.needs}
    needs, members = load_needs(conn, need_ids), members_of(conn, need_ids)
    ratings = ratings_of(conn, projects)
    reach = criteria.parameter("synergy", "reach_metres", _REACH)
    neighbours = Neighbours(open_need_places(conn), background.estates, reach)
    for project in projects.values():
        if not project.needs:
            continue
        groups = background.works_of(project.project_type).serves_groups
        placed = neighbours.is_placed(project)
        yield Subject(
            project=project,
            needs=[needs[need] for need in project.needs],
            members=[member for need in project.needs for member in members.get(need, ())],
            near=len(neighbours.around(project, groups)) if placed else None,
            ratings=ratings.get(project.id, {}),
        )
