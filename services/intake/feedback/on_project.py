"""The bank says what is public about a project. Kept for reporters' pages; causes no event.

A draft that is for the staff alone is not kept: no page of a resident can come to show it.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.contracts.projectbank_events import ProjectState
from services.intake.feedback import store
from services.intake.feedback.thread import ProjectNews


def on_project(conn: Connection, events: Sequence[Event]) -> None:
    """Keep the newest news of each project that is everybody's, and none of the others."""
    states = [_state(event) for event in events]
    store.save_projects(conn, [_news(one) for one in states if one.audience == "public"])
    store.forget_projects(conn, [one.id for one in states if one.audience == "staff"])


def _state(event: Event) -> ProjectState:
    if not isinstance(event.data, ProjectState):
        raise TypeError("an event of projects carries another state")
    return event.data


def _news(state: ProjectState) -> ProjectNews:
    published = state.published
    return ProjectNews(
        id=state.id,
        title=state.title,
        state=state.state,
        candidate=state.candidate,
        rank=published.rank if published else None,
        ranked_at=published.as_of if published else None,
        people=state.people,
        created_at=state.created_at,
        changed_at=state.changed_at,
        project_type=state.project_type,
        category=state.category,
        area=state.area,
    )
