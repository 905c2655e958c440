"""The log of changes to projects; rows are only ever added."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from services.projectbank.projects.change import Change
from services.projectbank.projects.tables import project_changes


def add_changes(conn: Connection, changes: Sequence[Change]) -> None:
    rows = [
        {
            "project_id": change.project,
            "version": change.version,
            "at": change.at,
            "who": change.who,
            "why": change.why,
            "what": change.what,
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]
    if rows:
        conn.execute(insert(project_changes), rows)


def list_changes(
    conn: Connection, project: str, *, after: int = 0, limit: int
) -> Sequence[tuple[int, Change]]:
    """Changes of a project with their numbers, oldest first."""
    table = project_changes.c
    query = (
        select(project_changes)
        .where(table.project_id == project, table.id > after)
        .order_by(table.id)
        .limit(limit)
    )
    return [
        (
            row.id,
            Change(
                project=row.project_id,
                version=row.version,
                at=row.at,
                who=row.who,
                why=row.why,
                what=row.what,
                before=row.before,
                after=row.after,
            ),
        )
        for row in conn.execute(query)
    ]
