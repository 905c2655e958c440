"""A report says which danger its words speak of, so that it can stand before all others."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reports", sa.Column("danger", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "reports", sa.Column("danger_severity", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        "reports_dangerous",
        "reports",
        ["received_at"],
        postgresql_where=sa.text("danger_severity > 0"),
        sqlite_where=sa.text("danger_severity > 0"),
    )


def downgrade() -> None:
    op.drop_index("reports_dangerous", "reports")
    op.drop_column("reports", "danger_severity")
    op.drop_column("reports", "danger")
