"""Reading everything that counts of projects, in few statements for all of them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from services.projectbank.chunks import chunks
from services.projectbank.needs.members.voices import voices_of
from services.projectbank.needs.store import load_needs
from services.projectbank.projects.store import load_projects
from services.projectbank.scoring.background import Background
from services.projectbank.scoring.criteria import CriteriaSet
from services.projectbank.scoring.evidence.evidence import Subject
from services.projectbank.scoring.evidence.neighbours import Neighbours, open_need_places
from services.projectbank.scoring.rating.store import ratings_of

_REACH = 300


def subjects_of(
    conn: Connection, projects: Iterable[str], background: Background, criteria: CriteriaSet
) -> Iterator[Subject]:
    """Those of the projects that answer at least one need, in order of id. Read as they are asked
    for, some at a time, so that what is known of all of them is never held at once."""
    reach = criteria.parameter("synergy", "reach_metres", _REACH)
    neighbours = Neighbours(open_need_places(conn), background.estates, reach)
    for some in chunks(sorted(projects)):
        yield from _subjects(conn, some, background, neighbours)


def _subjects(
    conn: Connection, ids: Iterable[str], background: Background, neighbours: Neighbours
) -> Iterator[Subject]:
    projects = load_projects(conn, ids)
    need_ids = sorted({need for project in projects.values() for need in project.needs})
    needs, voices = load_needs(conn, need_ids), voices_of(conn, need_ids)
    ratings = ratings_of(conn, projects)
    for project in projects.values():
        if not project.needs:
            continue
        groups = background.works_of(project.project_type).serves_groups
        placed = neighbours.is_placed(project)
        yield Subject(
            project=project,
            needs=[needs[need] for need in project.needs],
            members=[voice for need in project.needs for voice in voices.get(need, ())],
            near=len(neighbours.around(project, groups)) if placed else None,
            ratings=ratings.get(project.id, {}),
        )
