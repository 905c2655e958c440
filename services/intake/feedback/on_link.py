"""The bank says which need a report belongs to. Kept for the reporter's page; causes no event."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.contracts.projectbank_events import LinkState
from services.intake.feedback import store
from services.intake.feedback.thread import Link


def on_link(conn: Connection, events: Sequence[Event]) -> None:
    """Keep the newest link of each report."""
    store.save_links(conn, [_link(event, event.data) for event in events])


def _link(event: Event, state: object) -> Link:
    if not isinstance(state, LinkState):
        raise TypeError("an event of links carries another state")
    return Link(
        report=state.report, need=state.need, projects=state.projects, changed_at=event.time
    )
