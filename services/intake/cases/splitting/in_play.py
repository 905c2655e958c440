"""Which reports may still be joined, and which are worth comparing, by how their case stands."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, or_

from services.intake.cases.case.tables import cases
from services.intake.cases.splitting.tables import report_parts
from services.intake.reports.tables import reports

RECENT: Final = timedelta(days=30)
"""For so long a closed case is worth comparing with: it may not have been mended for good."""
_ENDED: Final = ("closed", "void")


def to_join() -> ColumnElement[bool]:
    """On a row of `reports`: its case is open, or it has none and was not split."""
    mine = cases.c.id == reports.c.case_id
    ended = exists().where(mine, cases.c.state.in_(_ENDED))
    split = exists().where(report_parts.c.parent_id == reports.c.id)
    return ~ended & or_(reports.c.case_id.is_not(None), ~split)


def to_compare(now: datetime) -> ColumnElement[bool]:
    """On a row of `reports`: its case is open, there is none, or it ended a short time ago."""
    long_ago = exists().where(
        cases.c.id == reports.c.case_id,
        cases.c.state.in_(_ENDED),
        cases.c.closed_at < now - RECENT,
    )
    return ~long_ago
