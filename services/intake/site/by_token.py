"""The report that a tracking token opens."""

from services.intake.reports import store
from services.intake.reports.faults import NoSuchReport
from services.intake.reports.store import Kept
from services.runtime.database import Database


def kept_by_token(database: Database, token: str) -> Kept:
    """Raises NoSuchReport and DatabaseUnavailable."""
    kept = database.read(lambda conn: store.by_tracking_token(conn, token))
    if kept is None:
        raise NoSuchReport
    return kept
