"""Finding the steps of one kind, and the cases opened, within a period."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("case_steps_by_step_and_time", "case_steps", ["step", "at"])
    op.create_index("cases_by_opening", "cases", ["opened_at"])


def downgrade() -> None:
    op.drop_index("cases_by_opening", table_name="cases")
    op.drop_index("case_steps_by_step_and_time", table_name="case_steps")
