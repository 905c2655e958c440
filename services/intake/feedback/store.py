"""Links and projects as last heard. Versions are kept by the inbox; rows are replaced whole."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    delete,
    select,
)

from services.contracts.projectbank_events import ProjectStatus
from services.intake.feedback.tables import project_news, report_links
from services.intake.feedback.thread import Link, ProjectNews, Thread
from services.runtime.database import upsert

FINISHED: Final[tuple[ProjectStatus, ...]] = ("accepted", "handed_over", "evaluated")
"""States in which the works are done and a resident can see the result."""


def save_links(conn: Connection, links: Sequence[Link]) -> None:
    rows = [
        {
            "report_id": link.report,
            "need": link.need,
            "projects": list(link.projects),
            "changed_at": link.changed_at,
        }
        for link in links
    ]
    upsert(conn, report_links, rows, key=["report_id"])


def save_projects(conn: Connection, projects: Sequence[ProjectNews]) -> None:
    rows = [
        {
            "id": project.id,
            "title": project.title,
            "state": project.state,
            "candidate": project.candidate,
            "rank": project.rank,
            "ranked_at": project.ranked_at,
            "people": project.people,
            "created_at": project.created_at,
            "changed_at": project.changed_at,
            "project_type": project.project_type,
            "category": project.category,
            "area": project.area,
        }
        for project in projects
    ]
    upsert(conn, project_news, rows, key=["id"])


def forget_projects(conn: Connection, ids: Sequence[str]) -> None:
    if ids:
        conn.execute(delete(project_news).where(project_news.c.id.in_(ids)))


def thread(conn: Connection, report_id: str) -> Thread:
    """What is known of a report's need and projects; a project not heard of yet is left out."""
    return threads(conn, [report_id]).get(report_id, Thread(None, ()))


def threads(conn: Connection, report_ids: Sequence[str]) -> Mapping[str, Thread]:
    """The threads of several reports, in two statements; reports without a link are left out."""
    rows = conn.execute(select(report_links).where(report_links.c.report_id.in_(report_ids)))
    links = [_link(row) for row in rows]
    named = sorted({project for link in links for project in link.projects})
    news = {project.id: project for project in _projects(conn, named)} if named else {}
    return {
        link.report: Thread(
            link, [news[project] for project in sorted(link.projects) if project in news]
        )
        for link in links
    }


def finished(conn: Connection, most: int) -> Sequence[ProjectNews]:
    """Projects that are built, the latest first."""
    query = select(project_news).where(project_news.c.state.in_(FINISHED))
    newest = query.order_by(project_news.c.changed_at.desc(), project_news.c.id).limit(most)
    return [_news(row) for row in conn.execute(newest)]


def _link(row: Row[Any]) -> Link:
    return Link(
        report=row.report_id,
        need=row.need,
        projects=tuple(row.projects),
        changed_at=row.changed_at,
    )


def _projects(conn: Connection, ids: Sequence[str]) -> Sequence[ProjectNews]:
    rows = conn.execute(select(project_news).where(project_news.c.id.in_(ids)))
    return [_news(row) for row in rows]


def _news(row: Row[Any]) -> ProjectNews:
    return ProjectNews(
        id=row.id,
        title=row.title,
        state=row.state,
        candidate=row.candidate,
        rank=row.rank,
        ranked_at=row.ranked_at,
        people=row.people,
        created_at=row.created_at,
        changed_at=row.changed_at,
        project_type=row.project_type,
        category=row.category,
        area=row.area,
    )
