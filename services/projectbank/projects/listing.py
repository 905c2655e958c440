"""Which projects a list shows: the same conditions for the API and for the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, or_, select

from services.contracts.projectbank_events import ProjectStatus
from services.projectbank.needs.reach import EVERYTHING, Reach
from services.projectbank.places import Box, lies_in_area, lies_in_box
from services.projectbank.projects.project import CLOSED, Project
from services.projectbank.projects.store import load_projects
from services.projectbank.projects.tables import projects


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Filters; none of one means any. Without a state, exited and lapsed projects are left out."""

    state: ProjectStatus | None = None
    area: str | None = None
    """Where the project lies, or an area that holds that."""
    project_type: str | None = None
    group: str | None = None
    category: str | None = None
    candidate: bool | None = None
    box: Box | None = None
    drafts: bool = True
    """Whether drafts are among them; see `audience`."""
    reach: Reach = EVERYTHING
    """Within which drafts are among them."""

    def conditions(self) -> list[Any]:
        """What a row of the table must fulfil."""
        table = projects.c
        exact = (
            (table.project_type, self.project_type),
            (table.group, self.group),
            (table.category, self.category),
            (table.candidate, self.candidate),
        )
        found = [column == value for column, value in exact if value is not None]
        if self.state is not None:
            found.append(table.state == self.state)
        else:
            found.append(table.state.not_in(sorted(CLOSED)))
        if not self.drafts:
            found.append(table.candidate.is_(False))
        elif self.reach.ends:
            mine = and_(*self.reach.conditions(projects))
            found.append(or_(table.candidate.is_(False), mine))
        if self.area is not None:
            found.append(lies_in_area(table.area_path, self.area))
        if self.box is not None:
            found.append(lies_in_box(table.lat, table.long, self.box))
        return found


def list_projects(conn: Connection, wanted: Wanted, *, after: int, limit: int) -> Sequence[Project]:
    """Projects by number."""
    query = (
        select(projects.c.id)
        .where(projects.c.number > after, *wanted.conditions())
        .order_by(projects.c.number)
        .limit(limit)
    )
    found = load_projects(conn, [row.id for row in conn.execute(query)])
    return sorted(found.values(), key=lambda project: project.number)
