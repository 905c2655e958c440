"""Finding the voices that joined a report."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("reports_joins", "reports", ["joins"])


def downgrade() -> None:
    op.drop_index("reports_joins", table_name="reports")
