"""Since when the Open311 services are what they are, and when reports changed."""

import sqlalchemy as sa
from alembic import op

from services.runtime.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "service_changesets",
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("since"),
    )
    op.create_index("report_history_at", "report_history", ["at"])


def downgrade() -> None:
    op.drop_index("report_history_at", "report_history")
    op.drop_table("service_changesets")
