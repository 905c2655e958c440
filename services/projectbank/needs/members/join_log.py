"""The log of every joining and leaving; a line is written once and never changed."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, String, Table, insert

from services.projectbank.needs.members.membership import Membership
from services.projectbank.tables import metadata
from services.runtime.tables import BigSerial

FIGURES = ("covered", "named", "matter", "words")
"""What spoke for joining, as `Figures` tells; none for founders, and for joins of before."""
joins = Table(
    "need_joins",
    metadata,
    Column("id", BigSerial, primary_key=True),
    Column("report_id", String(64), nullable=False),
    Column("need_id", String(32), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("how", String(10), nullable=False),
    Column("overlap", Integer, nullable=False),
    Column("distance", Integer, nullable=True),
    *(Column(figure, Integer, nullable=True) for figure in FIGURES),
    Index("need_joins_report", "report_id"),
)


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
