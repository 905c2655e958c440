"""Whose ids external ids are, reports of a group around a place, and what officers corrected."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reports",
        sa.Column("id_space", sa.String(length=40), nullable=False, server_default=""),
    )
    op.drop_index("reports_external", "reports")
    op.create_index(
        "reports_external", "reports", ["source", "id_space", "external_id"], unique=True
    )
    op.create_index("reports_by_group_and_place", "reports", ["category_group", "lat", "long"])
    op.create_table(
        "corrections",
        sa.Column("report_id", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_index("corrections_newest", "corrections", ["at"])


def downgrade() -> None:
    op.drop_table("corrections")
    op.drop_index("reports_by_group_and_place", "reports")
    op.drop_index("reports_external", "reports")
    op.create_index("reports_external", "reports", ["source", "external_id"], unique=True)
    op.drop_column("reports", "id_space")
