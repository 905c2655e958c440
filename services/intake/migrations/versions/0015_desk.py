"""What the desk keeps: who is away, internal notes, saved filters."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_absences",
        sa.Column("who", sa.String(200), primary_key=True),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("deputy", sa.String(200), nullable=False),
    )
    op.create_index("desk_absences_by_deputy", "desk_absences", ["deputy"])
    op.create_table(
        "case_notes",
        sa.Column("case_id", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "saved_filters",
        sa.Column("owner", sa.String(220), primary_key=True),
        sa.Column("page", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("query", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("saved_filters")
    op.drop_table("case_notes")
    op.drop_table("desk_absences")
