"""Projects and which needs they answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from services.contracts.envelope import format_time, parse_time
from services.contracts.projectbank_events import PublishedScore
from services.projectbank.chunks import chunks
from services.projectbank.needs.tables import needs as need_rows
from services.projectbank.projects.project import CLOSED, Estimate, GateRecord, Project
from services.projectbank.projects.tables import project_needs, projects
from services.runtime.database import upsert

_PROJECT = tuple(column.name for column in projects.columns)
_TOLD = ("version", "published", "changed_at", "audience")
_PUBLISHED = tuple(field.name for field in fields(PublishedScore))
_DEGREES_OF_A_KILOMETRE = 0.01


def load_projects(conn: Connection, ids: Iterable[str]) -> dict[str, Project]:
    """The projects in order of id, whatever order the database has."""
    found: dict[str, Project] = {}
    for chunk in chunks(sorted(ids)):
        rows = conn.execute(select(projects).where(projects.c.id.in_(chunk))).all()
        needs = _needs_of(conn, chunk)
        found.update({row.id: project_of(row, needs.get(row.id, ())) for row in rows})
    return {project: found[project] for project in sorted(found)}


def find_project(conn: Connection, project: str) -> Project | None:
    return load_projects(conn, [project]).get(project)


def open_versions(conn: Connection) -> dict[str, int]:
    """At which version each open project is."""
    query = select(projects.c.id, projects.c.version).where(projects.c.state.not_in(sorted(CLOSED)))
    return {row.id: row.version for row in conn.execute(query)}


def open_projects_of(conn: Connection, needs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Per need its open projects in order of number; needs without any are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for chunk in chunks(needs):
        query = (
            select(project_needs.c.need_id, projects.c.id)
            .join(projects, projects.c.id == project_needs.c.project_id)
            .where(project_needs.c.need_id.in_(chunk), projects.c.state.not_in(sorted(CLOSED)))
            .order_by(projects.c.number)
        )
        for row in conn.execute(query):
            found[row.need_id] = (*found.get(row.need_id, ()), row.id)
    return found


def candidates_in_area(conn: Connection, project_type: str, area: str) -> Sequence[Project]:
    return _candidates(conn, projects.c.project_type == project_type, projects.c.area == area)


def candidates_near(conn: Connection, project_type: str, lat: float) -> Sequence[Project]:
    """Candidates whose latitude is within a kilometre, which an index finds and which is near
    enough to measure the distance of each."""
    return _candidates(
        conn,
        projects.c.project_type == project_type,
        projects.c.lat.between(lat - _DEGREES_OF_A_KILOMETRE, lat + _DEGREES_OF_A_KILOMETRE),
    )


def candidates_on_road(conn: Connection, project_type: str, road: str) -> Sequence[Project]:
    """Candidates that answer a need on the road."""
    on_road = (
        select(project_needs.c.project_id)
        .join(need_rows, need_rows.c.id == project_needs.c.need_id)
        .where(need_rows.c.road == road)
    )
    return _candidates(conn, projects.c.project_type == project_type, projects.c.id.in_(on_road))


def save_projects(conn: Connection, changed: Sequence[Project]) -> None:
    """Write the rows and which needs each project answers."""
    if not changed:
        return
    upsert(conn, projects, [_row(project) for project in changed], key=["id"])
    for chunk in chunks(project.id for project in changed):
        conn.execute(delete(project_needs).where(project_needs.c.project_id.in_(chunk)))
    pairs = [
        {"project_id": project.id, "need_id": need, "number": order}
        for project in changed
        for order, need in enumerate(project.needs)
    ]
    if pairs:
        conn.execute(insert(project_needs), pairs)


def save_published(conn: Connection, changed: Sequence[Project]) -> None:
    """Write what a publication changes of projects that are there, in one statement."""
    if not changed:
        return
    statement = (
        update(projects)
        .where(projects.c.id == bindparam("project"))
        .values({name: bindparam(f"new_{name}") for name in _TOLD})
    )
    rows = [
        {
            "project": project.id,
            "new_version": project.version,
            "new_published": _published_row(project.published),
            "new_changed_at": project.changed_at,
            "new_audience": project.audience,
        }
        for project in changed
    ]
    conn.execute(statement, rows)


def _candidates(conn: Connection, *conditions: Any) -> Sequence[Project]:
    query = select(projects).where(
        projects.c.candidate.is_(True), projects.c.state == "idea", *conditions
    )
    rows = conn.execute(query.order_by(projects.c.number)).all()
    needs = _needs_of(conn, [row.id for row in rows])
    return [project_of(row, needs.get(row.id, ())) for row in rows]


def _needs_of(conn: Connection, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    needs: dict[str, tuple[str, ...]] = {}
    for chunk in chunks(ids):
        query = (
            select(project_needs)
            .where(project_needs.c.project_id.in_(chunk))
            .order_by(project_needs.c.project_id, project_needs.c.number)
        )
        for row in conn.execute(query):
            needs[row.project_id] = (*needs.get(row.project_id, ()), row.need_id)
    return needs


def _row(project: Project) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(project, name) for name in _PROJECT}
    row["published"] = _published_row(project.published)
    row["area_path"] = list(project.area_path)
    estimate = project.estimate
    if estimate is not None:
        row["estimate"] = {**asdict(estimate), "at": format_time(estimate.at)}
    row["gates"] = [
        {**asdict(one), "on": one.on.isoformat(), "at": format_time(one.at)}
        for one in project.gates
    ]
    return row


def _published_row(published: PublishedScore | None) -> dict[str, Any] | None:
    if published is None:
        return None
    row = {name: getattr(published, name) for name in _PUBLISHED}
    return {**row, "as_of": format_time(published.as_of)}


def project_of(row: Row[Any], needs: tuple[str, ...]) -> Project:
    """A row of the table, all its columns in order, with the needs that it answers."""
    values = dict(zip(_PROJECT, row, strict=True))
    published, estimate = values["published"], values["estimate"]
    if published is not None:
        as_of = parse_time(published["as_of"], "as_of")
        values["published"] = PublishedScore(**{**published, "as_of": as_of})
    if estimate is not None:
        values["estimate"] = Estimate(**{**estimate, "at": parse_time(estimate["at"], "at")})
    values["gates"] = tuple(_gate(one) for one in values["gates"])
    values["area_path"] = tuple(values["area_path"])
    return Project(**values, needs=needs)


def _gate(kept: Mapping[str, Any]) -> GateRecord:
    on, at = date.fromisoformat(kept["on"]), parse_time(kept["at"], "at")
    return GateRecord(**{**kept, "on": on, "at": at})
