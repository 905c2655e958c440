"""A report was received or changed: the bank stores its newest version, and groups nothing here."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.contracts.envelope import Event
from services.contracts.intake_events import ReportState
from services.projectbank.needs.reports.report import stored_report
from services.projectbank.needs.reports.store import save_newest


def on_report(conn: Connection, events: Sequence[Event]) -> None:
    """Store the reports. The same event twice, or an older one later, changes nothing."""
    newest: dict[str, ReportState] = {}
    for event in events:
        state = event.data
        if not isinstance(state, ReportState):
            raise TypeError(f"{event.type} does not carry a report")
        known = newest.get(state.id)
        if known is None or state.version > known.version:
            newest[state.id] = state
    save_newest(conn, [stored_report(state) for state in newest.values()])
