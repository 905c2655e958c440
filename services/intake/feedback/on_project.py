"""The bank says what is public about a project. Kept for reporters' pages; causes no event."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.contracts.projectbank_events import ProjectState
from services.intake.feedback import store
from services.intake.feedback.thread import ProjectNews


def on_project(conn: Connection, events: Sequence[Event]) -> None:
    """Keep the newest news of each project."""
    store.save_projects(conn, [_news(event.data) for event in events])


def _news(state: object) -> ProjectNews:
    if not isinstance(state, ProjectState):
        raise TypeError("an event of projects carries another state")
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
    )
