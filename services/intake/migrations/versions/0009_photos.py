"""Photos, what moderation decided, and an index over what waits for it."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photos",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("report_id", sa.String(40), nullable=True),
        sa.Column("case_id", sa.String(40), nullable=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("judged", sa.Boolean, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_index("photos_of_report", "photos", ["report_id"])
    op.create_index("photos_of_case", "photos", ["case_id"])
    waiting = sa.column("judged", sa.Boolean) == sa.false()
    op.create_index(
        "photos_to_judge", "photos", ["created_at"], postgresql_where=waiting, sqlite_where=waiting
    )
    op.create_table(
        "judgements",
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("subject", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    held = (sa.column("audience", sa.String) == "staff") & sa.column("agreed", sa.Boolean)
    op.create_index(
        "reports_held_back", "reports", ["received_at"], postgresql_where=held, sqlite_where=held
    )


def downgrade() -> None:
    op.drop_index("reports_held_back", table_name="reports")
    op.drop_table("judgements")
    op.drop_table("photos")
