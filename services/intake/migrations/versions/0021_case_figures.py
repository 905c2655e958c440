"""What figures look up of each case stands in an index: its steps, and when it was first said."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "case_steps_by_case_and_step", "case_steps", ["case_id", "step", "version", "at"]
    )
    op.create_index("reports_by_case_and_time", "reports", ["case_id", "received_at"])
    op.drop_index("reports_by_case", "reports")


def downgrade() -> None:
    op.create_index("reports_by_case", "reports", ["case_id"])
    op.drop_index("reports_by_case_and_time", "reports")
    op.drop_index("case_steps_by_case_and_step", "case_steps")
