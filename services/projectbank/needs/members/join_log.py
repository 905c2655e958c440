"""The log of every joining and leaving; a line is written once and never changed."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from services.projectbank.needs.members.membership import Membership
from services.projectbank.needs.members.tables import FIGURES, joins


def log_joins(conn: Connection, memberships: Sequence[Membership]) -> None:
    """What happened to reports, at the position that each names."""
    rows = [
        {
            "report_id": one.report,
            "need_id": one.need,
            "position": one.position,
            "how": one.how,
            "overlap": one.overlap,
            "distance": one.distance,
            **{figure: getattr(one.figures, figure, None) for figure in FIGURES},
        }
        for one in memberships
    ]
    if rows:
        conn.execute(insert(joins), rows)
